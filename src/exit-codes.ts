/** What the process says when it ends. The same table stands in `--help`. */
export const EXIT = {
  done: 0,
  bug: 1,
  usage: 2,
  environment: 3,
  failed: 4,
  unlike: 6,
  interrupted: 130,
} as const;

export const EXIT_TABLE: readonly (readonly [code: string, meaning: string])[] = [
  ['0', 'done'],
  ['1', 'internal error: a bug, printed with its stack'],
  ['2', 'usage or configuration error, unknown id, a filter that matched nothing, flags that npm swallowed'],
  [
    '3',
    'the environment: too little room, a server that could not be had or not be used, another run at work, something missing in doctor',
  ],
  ['4', 'one or more comparisons failed or gave wrong answers (the report is still written); a recomputed verdict differs'],
  ['5', 'gate: measured, but not valid: a control failed, or most comparisons are undecided; never green'],
  ['6', 'runs of another kind, with every difference: a reference, shards to be merged, a run to be taken up again'],
  ['7', 'gate: comparisons that were planned, or that the reference has, are missing'],
  ['8', 'gate: nothing to judge'],
  ['10', 'gate: a claim is broken, and a second measurement says so too'],
  ['130', 'interrupted (143 terminated, 129 hung up); partial results are kept'],
];
