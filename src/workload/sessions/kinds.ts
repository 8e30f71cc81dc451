// What sorts of requests sessions make: the role of the agent, and what the request is for. Only what the user asked
// for is useful; everything else is what it took.

export const purposes = ["answer", "work", "retried", "compaction", "fault"] as const;
export type Purpose = (typeof purposes)[number];

/** One sort of request; its index is the `kindIndex` of arrivals. */
export interface RequestKind {
  role: string;
  purpose: Purpose;
}

export function requestKinds(roles: readonly string[]): RequestKind[] {
  return roles.flatMap((role) => purposes.map((purpose) => ({ role, purpose })));
}

export function kindIndex(roleIndex: number, purpose: Purpose): number {
  return roleIndex * purposes.length + purposes.indexOf(purpose);
}
