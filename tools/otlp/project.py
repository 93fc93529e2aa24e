"""A C project to build: a library, a program with a test, a recursive make, and a rule that fails."""
import os

MAKEFILE = """\
CFLAGS = -O1 -Ilib
objects = $(patsubst %.c,%.o,$(wildcard src/*.c))

all: app test broken

app: $(objects) lib/libsums.a
\t$(CC) -o $@ $(objects) lib/libsums.a

lib/libsums.a:
\t$(MAKE) -C lib

test: app
\t./app 4 | grep -qx 30
\t-./app

broken:
\t-@for word in one two; do (exit 3); sh -c 'kill -KILL $$$$'; done
\t-$(CC) -c src/nothing.c -o nothing.o
"""

LIBRARY = """\
objects = $(patsubst %.c,%.o,$(wildcard *.c))
libsums.a: $(objects)
\t$(AR) rcs $@ $(objects)
"""


def write(folder, files=6):
    """Writes the project to a new folder. Building it takes some seconds and more than 100 execs."""
    texts = {"Makefile": MAKEFILE, "lib/Makefile": LIBRARY, "lib/sums.h": "int square(int);\n"}
    texts["lib/square.c"] = '#include "sums.h"\nint square(int number) { return number * number; }\n'
    for number in range(files):
        texts[f"lib/more{number}.c"] = f"int more{number}(void) {{ return {number}; }}\n"
        texts[f"src/part{number}.c"] = f"int part{number}(int a) {{ return a + {number}; }}\n"
    texts["src/main.c"] = """\
#include <stdio.h>
#include <stdlib.h>
#include "sums.h"
int main(int argc, char **argv)
{
	int sum = 0;
	if (argc != 2)
		return 7;
	for (int i = atoi(argv[1]); i > 0; i--)
		sum += square(i);
	printf("%d\\n", sum);
	return 0;
}
"""
    for name, text in texts.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(text)
