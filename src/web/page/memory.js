/** What the page remembers on this machine. Storage may be forbidden or full: then it forgets, and works all the same. */

/**
 * @param {"language" | "theme"} what
 * @returns {string | null}
 */
export function recall(what) {
  try {
    return localStorage.getItem(`jamd-${what}`);
  } catch {
    return null;
  }
}

/**
 * @param {"language" | "theme"} what
 * @param {string} value
 */
export function remember(what, value) {
  try {
    localStorage.setItem(`jamd-${what}`, value);
  } catch {
    // See above.
  }
}
