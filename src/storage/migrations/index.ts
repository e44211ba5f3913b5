import type { SchemaMigration } from '../schema-migration.ts';
import * as conversationsAndHandOvers from './0001-conversations-and-hand-overs.ts';
import * as peopleAndSignIns from './0002-people-and-sign-ins.ts';
import * as everyWayOfHandingOver from './0003-every-way-of-handing-over.ts';
import * as routing from './0004-routing.ts';
import * as flows from './0005-flows.ts';
import * as logAsText from './0006-log-as-text.ts';
import * as flowsUnderWay from './0007-flows-under-way.ts';
import * as unsentFiles from './0008-unsent-files.ts';
import * as openings from './0009-openings.ts';

/** Every change of the schema by name, in the order of their names. Never edited once released; only added to. */
export const migrations: Record<string, SchemaMigration> = {
  '0001-conversations-and-hand-overs': conversationsAndHandOvers,
  '0002-people-and-sign-ins': peopleAndSignIns,
  '0003-every-way-of-handing-over': everyWayOfHandingOver,
  '0004-routing': routing,
  '0005-flows': flows,
  '0006-log-as-text': logAsText,
  '0007-flows-under-way': flowsUnderWay,
  '0008-unsent-files': unsentFiles,
  '0009-openings': openings,
};
