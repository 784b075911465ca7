/** Words of somebody else's must not become links, pictures, tables or HTML on a page of the Temporal UI. */
export const plain = (text: string): string =>
  text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_[\]<>!|]/g, (mark) => `\\${mark}`);
