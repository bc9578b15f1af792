/** A text as it is kept and counted: NFC, without space around it. */
export function cleanText(text: string): string {
  return text.normalize("NFC").trim();
}

/** The length of a cleaned text in Unicode code points, which all limits of texts are in. */
export function textLength(text: string): number {
  return Array.from(cleanText(text)).length;
}
