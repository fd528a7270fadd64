// SPDX-License-Identifier: Apache-2.0
/** A few short tones, one after another; only after the person asked for sound. */

/**
 * @param {AudioContext} sound
 * @param {[number, number][]} tones when each begins (seconds from now) and its pitch (Hz)
 * @param {{loud: number, long: number}} how the first volume (0 to 1) and the length in seconds
 */
export function chime(sound, tones, { loud, long }) {
  for (const [start, pitch] of tones) {
    const tone = sound.createOscillator();
    const volume = sound.createGain();
    const at = sound.currentTime + start;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(loud, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + long);
    tone.connect(volume).connect(sound.destination);
    tone.start(at);
    tone.stop(at + long);
  }
}
