// Says of checked answers what handnn/practice/feedback.py says.

/**
 * The lines, down to a depth.
 *
 * @param feedback what `Checker.check` gave
 * @param depth "hint", "cause" or "arithmetic"
 * @param show writes a value, as `formatter` made it
 */
export function feedbackLines({ right, mistakes, open, unreadable }, depth, show) {
  const unread = Object.entries(unreadable);
  const cells = right.length + mistakes.length + open.length + unread.length;
  if (cells && right.length === cells) {
    return [cells > 1 ? `All ${cells} cells are right.` : "It is right."];
  }
  const counts = [`${right.length} of ${cells} cells right`];
  if (mistakes.length) counts.push(`${mistakes.length} mistake${mistakes.length === 1 ? "" : "s"}`);
  if (open.length) counts.push(`${open.length} open`);
  const lines = [`${counts.join(", ")}.`];
  for (const [cell, answer] of unread) lines.push(`${cell}: '${answer}' is not read as a number.`);
  if (!mistakes.length) return lines;
  const [{ cell, answer, hint, cause, arithmetic }] = mistakes;
  lines.push(`Look at ${cell} first, where you have ${show(answer, undefined, 6).text}.`, `  ${hint}`);
  if (depth !== "hint") lines.push(`  ${cause}`);
  if (depth === "arithmetic") lines.push(`  ${arithmetic}`);
  return lines;
}
