let audio: AudioContext | null = null;

/** Notes of an alert, in hertz: two for an offer, one for a message. */
const melodies = { offer: [660, 880], message: [740] } as const;
const noteSeconds = 0.14;

/**
 * A short soft sound, made here so that nothing has to be fetched. Browsers play none before somebody has pressed anything
 * on the page; then it stays silent.
 */
export function playAlert(kind: keyof typeof melodies): void {
  if (navigator.userActivation?.hasBeenActive === false) return;
  try {
    audio ??= new AudioContext();
    void audio.resume();
    for (const [index, hertz] of melodies[kind].entries())
      playNote(audio, hertz, audio.currentTime + index * noteSeconds);
  } catch {
    // A browser without sound.
  }
}

function playNote(context: AudioContext, hertz: number, at: number): void {
  const [tone, volume] = [context.createOscillator(), context.createGain()];
  tone.type = 'sine';
  tone.frequency.value = hertz;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(0.12, at + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.001, at + noteSeconds * 2);
  tone.connect(volume).connect(context.destination);
  tone.start(at);
  tone.stop(at + noteSeconds * 2);
}
