/** The claims of one optimisation in its card: what was promised, what was found, and whether it was kept. */
import type { ClaimState, JudgedClaim } from '../experiment/claims.ts';
import { claimedOf, claimText, foundText } from './claims.ts';
import { type Mark, verdictMark } from './glyph.ts';
import { type Html, html } from './html-template.ts';

const MARKS: Readonly<Record<ClaimState, Mark>> = {
  held: 'better',
  broken: 'worse',
  unconfirmed: 'inconclusive',
  unproven: 'inconclusive',
};

const row = (claim: JudgedClaim): Html =>
  html`<tr><th scope="row">${claimText(claim.claim)}</th><td>${claimedOf(claim)}</td><td>${foundText(claim)}</td><td>${verdictMark(MARKS[claim.state], claim.state)}</td></tr>`;

/** `smoke` judges none. */
export function claimsPart(id: string, claims: readonly JudgedClaim[], smoke: boolean): Html {
  if (claims.length === 0) return html`<p class="note">The record holds no claim of it.</p>`;
  if (smoke) return html`<p class="note">A smoke run judges no claim.</p>`;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Claims of ${id}"><table class="data"><thead><tr><th scope="col">What it promises</th><th scope="col">Of</th><th scope="col">Found</th><th scope="col">Kept</th></tr></thead><tbody>${claims.map(row)}</tbody></table></div><p class="how">Held or broken is what the whole interval says; a claim that it does not settle is unproven, which is neither. What seems broken is measured once more on other servers, and is unconfirmed when that does not say the same.</p>`;
}
