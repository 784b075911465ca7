import { writeFile } from 'node:fs/promises';
import { errorsPage } from '../graph/errors-page.ts';

// Writes docs/errors.md from the registry of outcomes. Run by `npm run errors` after a change of the registry.

await writeFile(new URL('../docs/errors.md', import.meta.url), errorsPage());
