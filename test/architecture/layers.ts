import { dirname, join } from 'node:path/posix';
import { COMPUTED, type Import } from './imports.ts';

interface Layer {
  readonly mayImport: readonly string[];
  /** Other folders of which it may know the types. */
  readonly mayNameTypesOf?: readonly string[];
}

/** Who may know whom: the arrows run one way only. */
export const LAYERS: Readonly<Record<string, Layer>> = {
  contracts: { mayImport: [] },
  workflows: { mayImport: ['contracts'], mayNameTypesOf: ['activities'] },
  graph: { mayImport: ['contracts'] },
  media: { mayImport: ['contracts'] },
  accounts: { mayImport: ['contracts'] },
  activities: { mayImport: ['graph', 'media', 'accounts', 'contracts'] },
  worker: { mayImport: ['workflows', 'activities', 'accounts', 'graph', 'contracts'] },
  client: { mayImport: ['media', 'contracts'] },
  cli: { mayImport: ['client', 'worker', 'accounts', 'simulator', 'contracts'] },
  // A misreading of Instagram must never be shared by the one that is tested and the one that tests it.
  simulator: { mayImport: [] },
  docs: { mayImport: ['client'] },
  tools: { mayImport: ['graph'] },
};

/** What is wrong with an import, in one sentence; undefined when nothing is. */
export function violationOf({ path, specifier, typeOnly }: Import): string | undefined {
  const [from = ''] = path.split('/');
  const layer = LAYERS[from];
  if (layer === undefined) return `${path} lies in "${from}", of which nobody has said what it may import.`;
  if (!specifier.startsWith('.')) return specifier === COMPUTED ? `${path} imports ${COMPUTED}.` : undefined;
  const [to = ''] = join(dirname(path), specifier).split('/');
  if (to === from || layer.mayImport.includes(to)) return undefined;
  if (typeOnly && layer.mayNameTypesOf?.includes(to)) return undefined;
  return `${path} imports ${specifier}: ${from} may import ${describe(layer)}.`;
}

function describe({ mayImport, mayNameTypesOf = [] }: Layer): string {
  const allowed = [...mayImport, ...mayNameTypesOf.map((folder) => `types of ${folder}`)];
  return allowed.length === 0 ? 'nothing of ours' : `only ${allowed.join(', ')}`;
}
