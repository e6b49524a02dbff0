import ts from 'typescript';

/** The names in a file of declarations. */
export interface DeclaredTypes {
  readonly exported: ReadonlySet<string>;
  /** The names of the types that a type uses, directly or not, and its own. */
  usedBy(name: string): readonly string[];
}

export function declaredTypes(text: string): DeclaredTypes {
  const {statements} = ts.createSourceFile('index.d.ts', text, ts.ScriptTarget.ES2023, true);
  const exports = statements.filter(ts.isExportDeclaration).flatMap(({exportClause}) => {
    return exportClause && ts.isNamedExports(exportClause) ? [...exportClause.elements] : [];
  });
  const declared = new Map(statements.filter(isTypeDeclaration).map(node => [node.name.text, node]));
  return {
    exported: new Set(exports.map(({name, propertyName}) => (propertyName ?? name).text)),
    usedBy(name) {
      const used = new Set<string>();
      const visit = (next: string): void => {
        const node = declared.get(next);
        if (!node || used.has(next)) return;
        used.add(next);
        typeNamesIn(node).forEach(visit);
      };
      visit(name);
      return [...used];
    },
  };
}

function isTypeDeclaration(node: ts.Node): node is ts.InterfaceDeclaration | ts.TypeAliasDeclaration {
  return ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
}

function typeNamesIn(node: ts.Node): readonly string[] {
  const own = ts.isTypeReferenceNode(node)
    ? [node.typeName.getText()]
    : ts.isExpressionWithTypeArguments(node)
      ? [node.expression.getText()]
      : [];
  const below: string[] = [];
  ts.forEachChild(node, child => void below.push(...typeNamesIn(child)));
  return [...own, ...below];
}
