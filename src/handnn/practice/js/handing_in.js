// Writes answers down for handing in, as handnn/practice/handed_in.py reads them.

/** The answers as the file that is handed in. */
export const handedInFile = (name, key, title, answers) =>
  JSON.stringify({ format: "handnn answers", version: 1, name, key, title, answers });

/** The same as a code without spaces. */
export function handedInCode(file) {
  const bytes = new TextEncoder().encode(file);
  const letters = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return `handnn1:${letters}.${checksum(bytes).toString(16).padStart(8, "0")}`;
}

/** CRC-32, as in zip files. */
export function checksum(bytes) {
  let rest = -1;
  for (const byte of bytes) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit += 1) rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0);
  }
  return ~rest >>> 0;
}
