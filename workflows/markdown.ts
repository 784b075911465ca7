/** Words of Instagram's, or of somebody else's, must not become links, pictures, tables or HTML on a page of the Temporal UI. */
export const plain = (text: string): string =>
  text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\\`*_[\]<>!|]/g, (mark) => `\\${mark}`)
    // Some readers of Markdown make links of bare addresses too; a break that nobody sees keeps them from it.
    .replaceAll(/(:\/\/|www\.|@)/gi, '$1\u{200B}');
