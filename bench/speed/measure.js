// CPU time of this process, user and system, garbage collection included: less at the mercy of other load than the clock.
// Forewatt and its bound take turns, so that both meet the same machine, until neither has become faster for a while; the
// fastest round of each counts. Compiling happens in the first rounds and so counts for neither. Short work is repeated
// within a round.

/** Rounds that bring nothing new end the race. */
const SETTLED_ROUNDS = 3;
const MOST_ROUNDS = 10;
/** What is no news. */
const NOISE = 0.01;
const LEAST_CPU_SECONDS = 0.1;

/** CPU seconds of one repetition, the mean of a round. */
function cpuSeconds(work) {
  const before = process.cpuUsage();
  for (let repetitions = 1; ; repetitions++) {
    const answer = work();
    const { user, system } = process.cpuUsage(before);
    const seconds = (user + system) / 1e6;
    if (seconds >= LEAST_CPU_SECONDS) return { seconds: seconds / repetitions, answer };
  }
}

/** What the fastest rounds of a race amount to. */
export const raceResult = ({ name, amount, unit }, forewattCpuSeconds, boundCpuSeconds) => ({
  name,
  amount,
  unit,
  forewattCpuSeconds,
  boundCpuSeconds,
  forewattPerSecond: amount / forewattCpuSeconds,
  boundPerSecond: amount / boundCpuSeconds,
  ratio: forewattCpuSeconds / boundCpuSeconds,
});

/** Runs both, has `same` compare their answers (it throws where the work was not the same), keeps the fastest of each. */
export function race({ forewatt, bound, same, ...named }) {
  const best = { forewatt: Number.POSITIVE_INFINITY, bound: Number.POSITIVE_INFINITY };
  const improve = (which, seconds) => {
    const news = seconds < best[which] * (1 - NOISE);
    best[which] = Math.min(best[which], seconds);
    return news;
  };
  for (let round = 0, settled = 0; round < MOST_ROUNDS && settled < SETTLED_ROUNDS; round++) {
    const ours = cpuSeconds(forewatt);
    const plain = cpuSeconds(() => bound(ours.answer));
    same(ours.answer, plain.answer);
    const news = [improve("forewatt", ours.seconds), improve("bound", plain.seconds)];
    settled = news.includes(true) ? 0 : settled + 1;
  }
  return raceResult(named, best.forewatt, best.bound);
}

/** Same work or no comparison. */
export function mustEqual(what, ours, plain, tolerance = 0) {
  if (!(Math.abs(ours - plain) <= tolerance * Math.abs(plain)))
    throw new Error(`${what}: forewatt ${ours}, its bound ${plain}: not the same work`);
}
