import { GraphError, type Refusal } from '../../simulator/protocol/graph-error.ts';

/** The refusal that `decide` returns or throws; null for neither. */
export function refusalFrom(decide: () => Refusal | null): Refusal | null {
  try {
    return decide();
  } catch (error) {
    if (error instanceof GraphError) return error.refusal;
    throw error;
  }
}
