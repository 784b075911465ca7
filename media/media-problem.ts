/** What is wrong with a medium, before Instagram has seen it. */
export interface MediaProblem {
  /** Stable, kebab-case. */
  readonly code: string;
  /** One sentence with the value that was found and the limit it breaks. */
  readonly message: string;
  /** `refused`: outside of what Meta documents, or not readable. `warning`: Instagram may take it, at some cost. */
  readonly severity: 'refused' | 'warning';
}

export const refused = (code: string, message: string): MediaProblem => ({ code, message, severity: 'refused' });
export const warning = (code: string, message: string): MediaProblem => ({ code, message, severity: 'warning' });
