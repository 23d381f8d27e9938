import type { CheckedSubjects } from '../../pipeline/deploy-ports.ts';
import type { Incidents } from '../../pipeline/ports.ts';

/** What has pages of evidence: incidents, and deploys that were compared, under the key of the deploy. */
export function pageSubjects(doors: {
  readonly incidents: Incidents;
  readonly checkedSubjects: CheckedSubjects;
}): Pick<Incidents, 'get'> {
  return { get: async (id) => (await doors.incidents.get(id)) ?? doors.checkedSubjects.subject(id) };
}
