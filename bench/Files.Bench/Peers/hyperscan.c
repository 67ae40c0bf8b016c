// Scans files in memory with Hyperscan or Vectorscan: patterns in the file of the first argument, one a line; names of files on standard input.
#include <hs/hs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int count(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *matches) { ++*(long *)matches; return 0; }

int main(int argc, char **argv)
{
    const char *patterns[256];
    unsigned flags[256], ids[256], n = 0;
    char line[8192];
    FILE *file = argc > 1 ? fopen(argv[1], "r") : NULL;
    if (!file) return 2;
    for (; n < 256 && fgets(line, sizeof line, file); n++) {
        line[strcspn(line, "\n")] = 0;
        patterns[n] = strdup(line), flags[n] = 0, ids[n] = n;
    }
    hs_database_t *rules;
    hs_compile_error_t *error;
    hs_scratch_t *scratch = NULL;
    if (hs_compile_multi(patterns, flags, ids, n, HS_MODE_BLOCK, NULL, &rules, &error) != HS_SUCCESS) return fprintf(stderr, "%s\n", error->message), 1;
    if (hs_alloc_scratch(rules, &scratch) != HS_SUCCESS) return 1;
    long matches = 0, bytes = 0, ticks = 0;
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = 0;
        FILE *text = fopen(line, "rb");
        if (!text) continue;
        fseek(text, 0, SEEK_END);
        long size = ftell(text);
        char *memory = malloc(size + 1);
        rewind(text);
        size = fread(memory, 1, size, text);
        fclose(text);
        clock_t before = clock();
        hs_scan(rules, memory, size, 0, scratch, count, &matches);
        ticks += clock() - before;
        bytes += size;
        free(memory);
    }
    printf("%.6f %ld %ld\n", (double)ticks / CLOCKS_PER_SEC, bytes, matches);
    return 0;
}
