import ts from 'typescript';

/** The names of types that a file of declarations exports, and of all that these are made of, directly or not. */
export function declaredTypes(text) {
  const {statements} = ts.createSourceFile('index.d.ts', text, ts.ScriptTarget.ES2023, true);
  const exports = statements
    .filter(ts.isExportDeclaration)
    .flatMap(({exportClause}) => exportClause.elements);
  const exported = new Set(exports.map(({name, propertyName}) => (propertyName ?? name).text));
  const declarations = new Map(
    statements.flatMap(node => (node.name === undefined ? [] : [[node.name.text, node]])),
  );
  /** @type {Set<string>} */
  const used = new Set();
  const visit = name => {
    const node = declarations.get(name);
    if (node === undefined || used.has(name)) return;
    used.add(name);
    typeNamesIn(node).forEach(visit);
  };
  exported.forEach(visit);
  return {exported, used};
}

function typeNamesIn(node) {
  const below = [];
  ts.forEachChild(node, child => void below.push(...typeNamesIn(child)));
  if (ts.isTypeReferenceNode(node)) return [node.typeName.getText(), ...below];
  return ts.isExpressionWithTypeArguments(node) ? [node.expression.getText(), ...below] : below;
}
