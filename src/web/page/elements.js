/** The page's elements, found by what they must be: a mistake in the HTML shows at once and not later as null. */

/**
 * @template {HTMLElement} E
 * @param {string} id
 * @param {new () => E} kind
 * @returns {E}
 * @throws Error when the page has no such element
 */
export function element(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${kind.name} #${id}`);
  return found;
}

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {{ readonly className?: string, readonly text?: string }} [facts] the text is text, whatever is in it
 * @param {readonly Node[]} [children]
 * @returns {HTMLElementTagNameMap[T]}
 */
export function make(tag, { className, text } = {}, children = []) {
  const made = document.createElement(tag);
  if (className !== undefined) made.className = className;
  if (text !== undefined) made.textContent = text;
  made.append(...children);
  return made;
}

/**
 * Sets a text when it is another one: what did not change is not laid out again, and a selection in it stays.
 *
 * @param {Node} node
 * @param {string} text
 */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * The colour of an ink of theme.css, in the theme of now.
 *
 * @param {"text" | "quiet" | "edge" | "panel" | number} ink
 * @returns {string} for a canvas
 */
export function inkColour(ink) {
  const probe = make("span", { className: `ink-${typeof ink === "number" ? ink % 8 : ink}` });
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
