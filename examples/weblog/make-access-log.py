#!/usr/bin/env python3
"""Makes access.log.gz: a day of a web server that never was, in the combined log format.

The same seed makes the same lines. Some are malformed, as in real logs.

    python3 make-access-log.py [FILE]
"""

import gzip
import os
import random
import sys
from datetime import datetime, timedelta, timezone

LINES = 50_000
SEED = 7400
BEGIN = datetime(2026, 11, 19, tzinfo=timezone.utc)

SECTIONS = ["bells", "towers", "concerts", "scores", "players", "shop", "blog"]
PAGES = (
    ["/", "/about", "/search", "/login", "/robots.txt", "/favicon.ico", "/css/site.css"]
    + [f"/{section}" for section in SECTIONS]
    + [f"/{section}/{number}" for section in SECTIONS for number in range(1, 16)]
)
AGENTS = [
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "curl/8.11.0",
]
MALFORMED = [
    "",
    "-",
    "\x16\x03\x01",
    '203.0.113.9 - - [19/Nov/2026:0',
    '198.51.100.4 - - [31/Feb/2026:25:61:00 +0000] "GET / HTTP/1.1" 200 512 "-" "-"',
    '198.51.100.7 - - [19/Nov/2026:12:00:00 +0000] "GET /half',
]


def zipf(count):
    return [1 / (rank + 1) for rank in range(count)]


def main(path):
    chance = random.Random(SEED)
    clients = [
        (f"10.{chance.randrange(4)}.{chance.randrange(16)}.{chance.randrange(1, 255)}",
         chance.choices(AGENTS, zipf(len(AGENTS)))[0])
        for _ in range(400)
    ]
    pages = PAGES[:]
    chance.shuffle(pages)
    sizes = {page: chance.randrange(300, 40_000) for page in pages}
    # Few requests at night, most in the early evening; trouble at 14 o'clock.
    by_hour = [1, 1, 1, 1, 1, 2, 3, 5, 7, 8, 9, 9, 9, 9, 9, 10, 11, 12, 14, 15, 13, 9, 5, 2]
    hours = sorted(chance.choices(range(24), by_hour, k=LINES))
    second = 0
    lines = []
    for number, hour in enumerate(hours):
        if chance.random() < 0.002:
            lines.append(chance.choice(MALFORMED))
            continue
        if number == 0 or hours[number - 1] != hour:
            second = 0
            step = 3600 / hours.count(hour)
        else:
            second = min(3599, second + chance.choice([0.5, 1, 1.5]) * step)
        time = BEGIN + timedelta(hours=hour, seconds=int(second))
        client, agent = chance.choices(clients, zipf(len(clients)))[0]
        page = chance.choices(pages, zipf(len(pages)))[0]
        trouble = 0.2 if hour == 14 else 0.01
        status = chance.choices([200, 304, 404, 500], [1, 0.1, 0.02, trouble])[0]
        size = {200: sizes[page], 304: 0, 404: 153, 500: 0}[status]
        lines.append(
            f'{client} - - [{time:%d/%b/%Y:%H:%M:%S +0000}] "GET {page} HTTP/1.1" '
            f'{status} {size or "-"} "-" "{agent}"'
        )
    # No time and no name in the archive: it is the same however often it is made.
    with open(path, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as archive:
        archive.write("".join(line + "\n" for line in lines).encode("latin-1"))


if __name__ == "__main__":
    beside = os.path.join(os.path.dirname(os.path.abspath(__file__)), "access.log.gz")
    main(sys.argv[1] if len(sys.argv) > 1 else beside)
