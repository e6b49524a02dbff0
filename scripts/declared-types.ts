import ts from 'typescript';

/** The names of the types in a declaration file. */
export interface DeclaredTypes {
  readonly exported: ReadonlySet<string>;
  /** The exported types and all types that they use, directly or indirectly. */
  readonly used: ReadonlySet<string>;
}

/** The types that a declaration file exports and uses. */
export function declaredTypes(text: string): DeclaredTypes {
  const {statements} = ts.createSourceFile('index.d.ts', text, ts.ScriptTarget.ES2023, true);
  const exports = statements
    .filter(ts.isExportDeclaration)
    .flatMap(({exportClause}) =>
      exportClause && ts.isNamedExports(exportClause) ? exportClause.elements : [],
    );
  const exported = new Set(exports.map(({name, propertyName}) => (propertyName ?? name).text));
  const declarations = new Map(
    statements.filter(isNamed).flatMap(node => (node.name ? [[node.name.text, node] as const] : [])),
  );
  const used = new Set<string>();
  const visit = (name: string): void => {
    const node = declarations.get(name);
    if (node === undefined || used.has(name)) return;
    used.add(name);
    typeNamesIn(node).forEach(visit);
  };
  exported.forEach(visit);
  return {exported, used};
}

type Named = ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.ClassDeclaration | ts.FunctionDeclaration;

function isNamed(node: ts.Statement): node is Named {
  return (
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isFunctionDeclaration(node)
  );
}

function typeNamesIn(node: ts.Node): readonly string[] {
  const below: string[] = [];
  ts.forEachChild(node, child => void below.push(...typeNamesIn(child)));
  if (ts.isTypeReferenceNode(node)) return [node.typeName.getText(), ...below];
  return ts.isExpressionWithTypeArguments(node) ? [node.expression.getText(), ...below] : below;
}
