/** Functions of authors as they would write them: what loads their files takes the white space away. Pure. */
import { parseExpressionAt } from 'acorn';
import { print } from 'esrap';
import ts from 'esrap/languages/ts';

/** Its source with lines and indents; what is no expression, such as a method, stays as it is. */
export function sourceOf(work: unknown): string {
  const text = String(work);
  try {
    const expression = parseExpressionAt(text, 0, { ecmaVersion: 'latest' });
    // The parser takes as much as makes an expression: of a method its head alone.
    return expression.end === text.length ? print(expression as never, ts(), { indent: '  ' }).code : text;
  } catch {
    return text;
  }
}
