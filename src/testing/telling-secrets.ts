/** Loaded before the CLI by a test: when the process ends, the secrets that it knew are written to a file that only its user reads. */
import { writeFileSync } from 'node:fs';
import { keptSecrets } from '../redact.ts';

const path = process.env['SECRETS_TOLD_TO'];
if (path !== undefined) process.on('exit', () => writeFileSync(path, JSON.stringify(keptSecrets()), { mode: 0o600, flag: 'wx' }));
