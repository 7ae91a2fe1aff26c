let context: AudioContext | undefined;

/** Two soft tones, made here: no file to load. Silent where the browser has not been touched yet and forbids it. */
export function ring(): void {
  try {
    context ??= new AudioContext();
    void context.resume().then(() => {
      if (!context) return;
      tone(context, 660, 0);
      tone(context, 880, 0.16);
    });
  } catch {
    // No sound device, or none allowed: the count and the title say it as well.
  }
}

function tone(audio: AudioContext, hertz: number, after: number): void {
  const [start, end] = [audio.currentTime + after, audio.currentTime + after + 0.28];
  const [source, volume] = [audio.createOscillator(), audio.createGain()];
  source.frequency.value = hertz;
  volume.gain.setValueAtTime(0.0001, start);
  volume.gain.exponentialRampToValueAtTime(0.14, start + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0001, end);
  source.connect(volume).connect(audio.destination);
  source.start(start);
  source.stop(end);
}
