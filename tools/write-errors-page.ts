import { writeFile } from 'node:fs/promises';
import { errorsPage } from '../graph/errors-page.ts';
import { OWN_FINDINGS } from './own-errors.ts';

// Writes docs/errors.md. Run by `npm run errors` after a change of the registry of outcomes, or of an error of our own.

await writeFile(new URL('../docs/errors.md', import.meta.url), errorsPage(OWN_FINDINGS));
