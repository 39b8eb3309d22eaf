import { parseSync, Visitor } from "oxc-parser";

/** One place where a file names another module. */
export interface ModuleImport {
  /** As written, such as `../clock/index.ts`. */
  readonly specifier: string;
  readonly line: number;
  /**
   * `value`: loaded at run time, in order. `type`: gone at run time. `deferred`: `import()`, loaded when asked for.
   * `url`: `new URL("...", import.meta.url)`, such as the entry of a worker thread.
   */
  readonly kind: "value" | "type" | "deferred" | "url";
}

/** A file that cannot be read as TypeScript, or hides what it imports. */
export class UnreadableModule extends Error {}

/**
 * All modules a source file names.
 *
 * @throws UnreadableModule when it does not parse, or an `import()` takes something else than a string
 */
export function importsOf(path: string, source: string): ModuleImport[] {
  const { module, program, errors } = parseSync(path, source);
  const [error] = errors;
  if (error !== undefined) throw new UnreadableModule(`${path}: ${error.message}`);

  const found: ModuleImport[] = [];
  const add = (specifier: string, start: number, kind: ModuleImport["kind"]) =>
    found.push({ specifier, line: lineAt(source, start), kind });

  for (const statement of module.staticImports) {
    const { start, end, moduleRequest } = statement;
    add(moduleRequest.value, start, isTypeOnly(source.slice(start, end)) ? "type" : "value");
  }
  for (const { start, end, entries } of module.staticExports) {
    const request = entries.find((entry) => entry.moduleRequest !== null)?.moduleRequest;
    if (request) add(request.value, start, isTypeOnly(source.slice(start, end)) ? "type" : "value");
  }
  new Visitor({
    ImportExpression(node) {
      const { value } = literalOf(node.source);
      if (value === undefined) {
        throw new UnreadableModule(
          `${path}:${lineAt(source, node.start)}: import() must name its module in a string`,
        );
      }
      add(value, node.start, "deferred");
    },
    TSImportType(node) {
      add(node.source.value, node.start, "type");
    },
    NewExpression(node) {
      if (!/^new URL\(.*import\.meta\.url/s.test(source.slice(node.start, node.end))) return;
      // The argument may choose between two strings, such as the source and the compiled file.
      const [target] = node.arguments;
      if (target === undefined) return;
      for (const [, value = ""] of source
        .slice(target.start, target.end)
        .matchAll(/["'`](\.[^"'`$]*)["'`]/g)) {
        add(value, node.start, "url");
      }
    },
  }).visit(program);
  return found;
}

/** `import { type A }` still loads the module, so only the keyword at the front counts. */
function isTypeOnly(statement: string): boolean {
  return /^(import|export)\s+type\b(?!\s+from\b)/.test(statement);
}

function literalOf(node: { readonly type: string }): { value?: string } {
  return node.type === "Literal" && "value" in node && typeof node.value === "string"
    ? { value: node.value }
    : {};
}

function lineAt(source: string, offset: number): number {
  return source.slice(0, offset).split("\n").length;
}
