#!/usr/bin/env node
// The binary. It registers tsx, because benches and optimisations are TypeScript that is loaded at run time, and hands over to the CLI.
import { register } from 'tsx/esm/api';

register();
await import('./cli.ts');
