/**
 * Checks which way the imports run between the rooms of src/ (docs/architecture.md), that a room is entered by
 * its index.ts only, that no files import one another in a circle, and that no file has grown too long.
 *
 *     node tools/check-arrows.ts [folder of package.json]
 */
import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { findCycles } from "./import-cycles.ts";
import { importsOf, type ModuleImport, UnreadableModule } from "./module-imports.ts";

const MOST_LINES = 350;

/** What a room may import: other rooms, and rooms it may only take types from. */
interface Arrows {
  readonly rooms: readonly string[];
  readonly typesOf?: readonly string[];
}

const ARROWS: Readonly<Record<string, Arrows>> = {
  protocol: { rooms: [] },
  errors: { rooms: [] },
  clock: { rooms: ["errors"], typesOf: ["protocol"] },
  engine: { rooms: ["errors"], typesOf: ["protocol"] },
  observability: { rooms: ["protocol", "errors"] },
  server: { rooms: ["protocol", "clock", "engine", "observability", "errors"] },
  client: { rooms: ["protocol", "errors"] },
  // The checker trusts nothing of ours: a fault of the server must not hide in shared code.
  check: { rooms: [] },
  bench: { rooms: ["protocol", "client", "engine", "observability", "errors"] },
  web: { rooms: ["observability", "errors"] },
};

const ALL_ROOMS = [...Object.keys(ARROWS), "cli"];
const EVERYTHING_BUT_CLI: Arrows = { rooms: Object.keys(ARROWS) };

/** Everything wrong in the tree under `root`, one line each; empty when all is well. */
export function checkTree(root: string): string[] {
  const problems: string[] = [];
  const graph = new Map<string, string[]>();
  for (const file of globSync("src/**/*.ts", { cwd: root }).map(slashed).sort()) {
    try {
      const imports = importsOf(file, readFileSync(join(root, file), "utf8"));
      problems.push(...checkFile(file, imports));
      graph.set(
        file,
        imports
          .filter(({ kind }) => kind === "value")
          .flatMap(({ specifier }) => targetOf(file, specifier) ?? []),
      );
    } catch (error) {
      if (!(error instanceof UnreadableModule)) throw error;
      problems.push(error.message);
    }
  }
  for (const cycle of findCycles(graph)) problems.push(`import cycle: ${[...cycle, cycle[0]].join(" -> ")}`);
  return [...problems, ...checkLengths(root)];
}

function checkFile(file: string, imports: readonly ModuleImport[]): string[] {
  const room = roomOf(file);
  if (room === undefined) {
    return file === "src/index.ts"
      ? imports.flatMap((one) => checkImport(file, "index.ts", EVERYTHING_BUT_CLI, one))
      : [`${file}: src/ holds rooms and index.ts only`];
  }
  const arrows = room === "cli" ? { rooms: ALL_ROOMS } : ARROWS[room];
  if (arrows === undefined) return [`${file}: the room "${room}" has no arrows in tools/check-arrows.ts`];
  return imports.flatMap((one) => checkImport(file, room, arrows, one));
}

function checkImport(file: string, room: string, arrows: Arrows, one: ModuleImport): string[] {
  const { specifier, line, kind } = one;
  const at = `${file}:${line}:`;
  const target = targetOf(file, specifier);
  if (target === undefined) {
    if (room === "protocol") return [`${at} protocol is pure and imports no package, not "${specifier}"`];
    const isRuntime = specifier === "bun" || specifier.startsWith("bun:");
    return isRuntime && room !== "engine"
      ? [`${at} only engine knows a runtime, not "${specifier}" here`]
      : [];
  }
  if (!target.startsWith("src/")) {
    // package.json beside src/ may be read, but no code lives outside that is published.
    return kind === "url" ? [] : [`${at} "${specifier}" is outside of src/`];
  }
  const other = roomOf(target);
  if (other === room) return [];
  if (other === undefined) return [`${at} src/index.ts is for users, not for ${room}`];
  if (kind === "url") return [`${at} new URL("${specifier}") reaches into the room ${other}`];
  if (target !== `src/${other}/index.ts`)
    return [`${at} ${other} is entered by its index.ts, not "${specifier}"`];
  if (arrows.rooms.includes(other)) return [];
  if (arrows.typesOf?.includes(other) !== true) return [`${at} ${room} may not import ${other}`];
  return kind === "type" ? [] : [`${at} ${room} may import only types from ${other}: use "import type"`];
}

function checkLengths(root: string): string[] {
  return globSync("{src,test,tools,bin,examples}/**/*.{ts,js}", { cwd: root })
    .map(slashed)
    .sort()
    .flatMap((file) => {
      const lines = readFileSync(join(root, file), "utf8").trimEnd().split("\n").length;
      return lines > MOST_LINES ? [`${file}: ${lines} lines, more than ${MOST_LINES}`] : [];
    });
}

/** The file a relative specifier names, from the root; undefined for a package. */
function targetOf(file: string, specifier: string): string | undefined {
  return specifier.startsWith(".") ? slashed(normalize(join(dirname(file), specifier))) : undefined;
}

/** `src/clock/index.ts` is in the room `clock`; `src/index.ts` is in none. */
function roomOf(file: string): string | undefined {
  return /^src\/([^/]+)\//.exec(file)?.[1];
}

function slashed(path: string): string {
  return path.split(sep).join("/");
}

if (import.meta.main) {
  const problems = checkTree(process.argv[2] ?? fileURLToPath(new URL("..", import.meta.url)));
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
