/** Fields of a table, as RFC 4180 writes them, parted by the separator that its first line holds most of. */
export function readTable(text: string): string[][] {
  const body = text.replace(/^\uFEFF/, '');
  const separator = separatorOf(body);
  const rows: string[][] = [];
  let [row, field, quoted]: [string[], string, boolean] = [[], '', false];
  const endRow = (): void => {
    row.push(field.trim());
    if (row.some((value) => value !== '')) rows.push(row);
    [row, field] = [[], ''];
  };
  for (let at = 0; at < body.length; at += 1) {
    const sign = body.charAt(at);
    if (quoted) {
      if (sign !== '"') field += sign;
      else if (body.charAt(at + 1) === '"') field += body.charAt((at += 1));
      else quoted = false;
    } else if (sign === '"' && field.trim() === '') [field, quoted] = ['', true];
    else if (sign === separator) {
      row.push(field.trim());
      field = '';
    } else if (sign === '\n') endRow();
    else if (sign !== '\r') field += sign;
  }
  endRow();
  return rows;
}

const SEPARATORS = [',', ';', '\t'];

function separatorOf(text: string): string {
  const [line = ''] = text.split('\n', 1);
  const counts = SEPARATORS.map((separator) => line.split(separator).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ',';
}
