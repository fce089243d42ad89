#!/bin/sh
# Makes every file below Media/ and media.c, the table that embeds them. Needs ffmpeg with libx264, libmp3lame and
# libopus; the committed files were made with ffmpeg 5.1. Run it from anywhere; it takes a few seconds.
set -eu
cd "$(dirname "$0")"
rm -rf Media
mkdir Media

# A coloured ground, a box that swings about and a white bar that fills while the clip plays: two players that are out
# of step show it at a glance. 80 frames of equal length and no B-frames, which is what lets `MovieClip` give the clip
# any duration by changing a few numbers.
video() { # name width height ground box
    ffmpeg -v error -y \
        -f lavfi -i "color=c=$4:s=$2x$3:r=16:d=5" \
        -f lavfi -i "color=c=$5:s=48x48:r=16:d=5" \
        -f lavfi -i "color=c=white:s=$2x8:r=16:d=5" \
        -filter_complex "
            [0][1]overlay=x='(W-w)*(0.5-0.5*cos(2*PI*n/40))':y='(H-h)*(0.5-0.3*sin(2*PI*n/80))'[swing];
            [swing][2]overlay=x='-W+W*(n+1)/80':y=H-h" \
        -c:v libx264 -preset veryslow -tune animation -crf 36 -bf 0 -g 40 -threads 1 -pix_fmt yuv420p \
        -bsf:v filter_units=remove_types=6 -movflags +faststart -fflags +bitexact -flags:v +bitexact -an \
        "Media/$1.mp4"
}

for size in 16x9:320:180 9x16:180:320 1x1:240:240 4x3:320:240 3x4:240:320 3x2:300:200 2x3:200:300 21x9:336:144 9x21:144:336
do
    ratio=${size%%:*}
    sides=${size#*:}
    hue=0
    for colours in 0xb03a2e:0xf9e79f 0xca8a04:0x1b2631 0x1e8449:0xf5b7b1 0x0e7490:0xfde68a 0x1f3a93:0xf0b27a 0x6c3483:0xabebc6
    do
        video "video-$ratio-$hue" "${sides%:*}" "${sides#*:}" "${colours%:*}" "${colours#*:}"
        hue=$((hue + 1))
    done
done

# Tones. MP3: 40 frames without bit reservoir, and each pitch makes a whole number of periods in them, so that
# `AudioClip` can repeat them without a seam. Opus: three seconds.
tone=0
for periods in 230 290 345 459
do
    pitch=$(awk "BEGIN { print $periods * 44100 / (40 * 1152) }")
    ffmpeg -v error -y -f lavfi -i "sine=frequency=$pitch:sample_rate=44100" -af volume=0.5 -t 1.2 \
        -c:a libmp3lame -b:a 32k -reservoir 0 -ac 1 -write_xing 0 -id3v2_version 0 -fflags +bitexact -flags:a +bitexact \
        "Media/audio-$tone.mp3"
    ffmpeg -v error -y -f lavfi -i "sine=frequency=$pitch:sample_rate=48000" -af volume=0.5 -t 3 \
        -c:a libopus -b:a 8k -ac 1 -fflags +bitexact -flags:a +bitexact "Media/audio-$tone.ogg"
    tone=$((tone + 1))
done

{
    echo '// Written by make-media.sh.'
    echo '#include "CSimulatorMedia.h"'
    echo
    echo '#pragma clang diagnostic ignored "-Wc23-extensions"'
    number=0
    for file in Media/*
    do
        printf '\nstatic const unsigned char bytes%d[] = {\n#embed "%s"\n};\n' "$number" "$file"
        number=$((number + 1))
    done
    printf '\nstatic const struct simulator_medium media[] = {\n'
    number=0
    for file in Media/*
    do
        printf '    {"%s", bytes%d, sizeof bytes%d},\n' "${file#Media/}" "$number" "$number"
        number=$((number + 1))
    done
    printf '};\n\nlong simulator_media_count(void) { return sizeof media / sizeof media[0]; }\n'
    printf '\nconst struct simulator_medium *simulator_medium_at(long index) { return &media[index]; }\n'
} > media.c
