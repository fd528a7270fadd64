# SPDX-License-Identifier: Apache-2.0
"""Sound as 16-bit mono samples: trimmed, levelled, written as WAV; and the gong. Pure.

Clips are joined end to end by the hall display, so a clip begins and ends where its word does.
"""

import io
import math
import wave
from array import array
from typing import Final, NamedTuple

RATE: Final = 22_050
_QUIET = 10 ** (-38 / 20)  # below this part of the loudest moment nothing is said
_WINDOW = RATE // 200  # 5 ms
_LEAD_SECONDS = 0.008
_TAIL_SECONDS = 0.02
_FADE_SECONDS = 0.004
_LOUDNESS = 10 ** (-19 / 20)  # RMS of a word, of full scale
_PEAK = 10 ** (-1 / 20)
_FULL = 32_767


class Sound(NamedTuple):
    """Samples of one channel and how many there are a second."""

    samples: "array[int]"
    rate: int

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate


def read_wav(body: bytes) -> Sound:
    """Read a 16-bit mono WAV; raise ValueError for anything else.

    A length that the writer could not fill in, as in a stream, means all the rest.
    """
    try:
        with wave.open(io.BytesIO(body)) as file:
            if file.getnchannels() != 1 or file.getsampwidth() != 2:
                raise ValueError("not 16-bit mono")
            samples = array("h")
            frames = file.readframes(min(file.getnframes(), len(body)))
            samples.frombytes(frames[: len(frames) // 2 * 2])
            return Sound(samples, file.getframerate())
    except (wave.Error, EOFError) as error:
        raise ValueError(str(error)) from error


def write_wav(sound: Sound) -> bytes:
    """Return a 16-bit mono WAV, which every browser decodes."""
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sound.rate)
        file.writeframes(sound.samples.tobytes())
    return made.getvalue()


def fit(sound: Sound) -> Sound:
    """Cut the silence at both ends, bring the word to one loudness, and soften both edges."""
    trimmed = _trim(sound)
    peak = max((abs(one) for one in trimmed.samples), default=0)
    if not peak:
        raise ValueError("nothing but silence")
    rms = math.sqrt(sum(one * one for one in trimmed.samples) / len(trimmed.samples))
    gain = min(_LOUDNESS * _FULL / rms, _PEAK * _FULL / peak)
    fade = max(1, round(_FADE_SECONDS * sound.rate))
    count = len(trimmed.samples)
    fitted = array(
        "h",
        (
            round(one * gain * min(1.0, place / fade, (count - 1 - place) / fade))
            for place, one in enumerate(trimmed.samples)
        ),
    )
    return Sound(fitted, sound.rate)


def make_gong() -> Sound:
    """Return two bell tones, the second a third lower, each dying away."""
    strikes = ((0.0, 659.26), (0.42, 523.25))  # seconds, hertz
    length = 1.35
    samples = array("h")
    for place in range(int(length * RATE)):
        at = place / RATE
        value = sum(_bell(at - begin, pitch) for begin, pitch in strikes)
        end = min(1.0, (length - at) / 0.2)
        samples.append(round(value * end * 0.3 * _FULL))
    return Sound(samples, RATE)


def _bell(at: float, pitch: float) -> float:
    """One decaying tone with two soft partials, `at` seconds after it was struck."""
    if at < 0:
        return 0.0
    attack = min(1.0, at / 0.006)
    partials = ((1.0, 1.0, 3.2), (2.0, 0.32, 5.5), (3.01, 0.12, 9.0))
    return attack * sum(
        share * math.exp(-decay * at) * math.sin(math.tau * pitch * ratio * at)
        for ratio, share, decay in partials
    )


def _trim(sound: Sound) -> Sound:
    samples = sound.samples
    loud = [
        max(abs(one) for one in samples[start : start + _WINDOW])
        for start in range(0, len(samples), _WINDOW)
    ]
    limit = max(loud, default=0) * _QUIET
    spoken = [place for place, one in enumerate(loud) if one > limit]
    if not spoken:
        return sound
    first = max(0, spoken[0] * _WINDOW - round(_LEAD_SECONDS * sound.rate))
    last = (spoken[-1] + 1) * _WINDOW + round(_TAIL_SECONDS * sound.rate)
    return Sound(samples[first:last], sound.rate)
