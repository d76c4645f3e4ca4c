// The peer of decode-f32 and decode-int8: greedy decoding of 256 tokens, batch 1, in the shape of the 15-million-parameter llama2.c model
// with random weights, written in the manner of llama2.c: plain loops, one OpenMP loop over the rows of each matrix, and the compiler to
// vectorise them. Like llama2.c's quantised program, decode-int8 rounds weights and activations to 8 bits in groups.
//
// Build and run: gcc -Ofast -march=native -fopenmp decode.c -lm -o decode && OMP_NUM_THREADS=2 ./decode decode-f32
// It speaks the protocol of Works/WorkLoop.cs: one line in, one run, one line of JSON out.

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { DIM = 288, HIDDEN = 768, LAYERS = 6, HEADS = 6, HEAD = DIM / HEADS, VOCABULARY = 32000, TOKENS = 256, GROUP = 32 };

typedef struct {
    int rows, columns;
    float *numbers;    // [rows, columns], or null
    int8_t *rounded;   // [rows, columns], or null
    float *scales;     // [rows, columns / GROUP]
} Matrix;

typedef struct {
    float norm1[DIM], norm2[DIM];
    Matrix q, k, v, o, gate, down, up;
    float *keys, *values;    // [TOKENS, DIM]
} Layer;

static int quantised;
static Layer layers[LAYERS];
static Matrix embedding;    // also the head
static float final_norm[DIM];
static float x[DIM], h[DIM], q[DIM], context[DIM], gate[HIDDEN], up[HIDDEN], scores[HEADS][TOKENS], logits[VOCABULARY];
static int8_t rounded_input[HIDDEN];
static float input_scales[HIDDEN / GROUP];

static uint64_t state = 88172645463325252ULL;

static float uniform(void) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (float)(state >> 40) / (float)(1 << 24) - 0.5f;
}

static void *allocate(size_t bytes) {
    void *memory = NULL;
    if (posix_memalign(&memory, 64, bytes) != 0) {
        fprintf(stderr, "No memory for %zu bytes.\n", bytes);
        exit(1);
    }
    return memory;
}

// Rounds values to 8 bits in groups of GROUP.
static void round_groups(const float *from, int count, int8_t *to, float *scales) {
    for (int g = 0; g < count / GROUP; g++) {
        float most = 0;
        for (int i = 0; i < GROUP; i++) most = fmaxf(most, fabsf(from[g * GROUP + i]));
        float scale = most / 127.0f, inverse = scale > 0 ? 1 / scale : 0;
        scales[g] = scale;
        for (int i = 0; i < GROUP; i++) to[g * GROUP + i] = (int8_t)rintf(from[g * GROUP + i] * inverse);
    }
}

static Matrix matrix(int rows, int columns) {
    Matrix m = { rows, columns, NULL, NULL, NULL };
    size_t count = (size_t)rows * columns;
    m.numbers = allocate(count * sizeof(float));
    for (size_t i = 0; i < count; i++) m.numbers[i] = uniform() * 0.07f;
    if (quantised) {
        m.rounded = allocate(count);
        m.scales = allocate(count / GROUP * sizeof(float));
        for (int r = 0; r < rows; r++)
            round_groups(m.numbers + (size_t)r * columns, columns, m.rounded + (size_t)r * columns, m.scales + (size_t)r * columns / GROUP);
        free(m.numbers);
        m.numbers = NULL;
    }
    return m;
}

static void multiply(float *to, const float *from, const Matrix *m) {
    int rows = m->rows, columns = m->columns;
    if (!quantised) {
        const float *weights = m->numbers;
#pragma omp parallel for schedule(static)
        for (int r = 0; r < rows; r++) {
            const float *row = weights + (size_t)r * columns;
            float sum = 0;
            for (int c = 0; c < columns; c++) sum += row[c] * from[c];
            to[r] = sum;
        }
        return;
    }

    round_groups(from, columns, rounded_input, input_scales);
#pragma omp parallel for schedule(static)
    for (int r = 0; r < rows; r++) {
        const int8_t *row = m->rounded + (size_t)r * columns;
        const float *scales = m->scales + (size_t)r * columns / GROUP;
        float sum = 0;
        for (int g = 0; g < columns / GROUP; g++) {
            int32_t in_group = 0;
            for (int i = 0; i < GROUP; i++) in_group += (int32_t)row[g * GROUP + i] * (int32_t)rounded_input[g * GROUP + i];
            sum += (float)in_group * scales[g] * input_scales[g];
        }
        to[r] = sum;
    }
}

static void rms_norm(float *to, const float *from, const float *weight) {
    float sum = 0;
    for (int i = 0; i < DIM; i++) sum += from[i] * from[i];
    float scale = 1 / sqrtf(sum / DIM + 1e-5f);
    for (int i = 0; i < DIM; i++) to[i] = weight[i] * (scale * from[i]);
}

static void rotate(float *vector, int position) {
    for (int i = 0; i < DIM; i += 2) {
        float angle = position * powf(10000.0f, -(float)(i % HEAD) / HEAD), c = cosf(angle), s = sinf(angle);
        float a = vector[i], b = vector[i + 1];
        vector[i] = a * c - b * s;
        vector[i + 1] = a * s + b * c;
    }
}

static void attend(const Layer *layer, int position) {
#pragma omp parallel for schedule(static)
    for (int head = 0; head < HEADS; head++) {
        float *weights = scores[head];
        const float *query = q + head * HEAD;
        float most = -1e30f, sum = 0;
        for (int t = 0; t <= position; t++) {
            const float *key = layer->keys + (size_t)t * DIM + head * HEAD;
            float score = 0;
            for (int i = 0; i < HEAD; i++) score += query[i] * key[i];
            weights[t] = score / sqrtf(HEAD);
            most = fmaxf(most, weights[t]);
        }
        for (int t = 0; t <= position; t++) {
            weights[t] = expf(weights[t] - most);
            sum += weights[t];
        }
        float *to = context + head * HEAD;
        memset(to, 0, HEAD * sizeof(float));
        for (int t = 0; t <= position; t++) {
            const float *value = layer->values + (size_t)t * DIM + head * HEAD;
            float weight = weights[t] / sum;
            for (int i = 0; i < HEAD; i++) to[i] += weight * value[i];
        }
    }
}

static void embed(int token) {
    if (!quantised) {
        memcpy(x, embedding.numbers + (size_t)token * DIM, sizeof x);
        return;
    }
    for (int i = 0; i < DIM; i++) x[i] = embedding.rounded[(size_t)token * DIM + i] * embedding.scales[(size_t)token * (DIM / GROUP) + i / GROUP];
}

static int next(int token, int position) {
    float projected[DIM];
    embed(token);
    for (int l = 0; l < LAYERS; l++) {
        Layer *layer = &layers[l];
        float *key = layer->keys + (size_t)position * DIM, *value = layer->values + (size_t)position * DIM;
        rms_norm(h, x, layer->norm1);
        multiply(q, h, &layer->q);
        multiply(key, h, &layer->k);
        multiply(value, h, &layer->v);
        rotate(q, position);
        rotate(key, position);
        attend(layer, position);
        multiply(projected, context, &layer->o);
        for (int i = 0; i < DIM; i++) x[i] += projected[i];
        rms_norm(h, x, layer->norm2);
        multiply(gate, h, &layer->gate);
        multiply(up, h, &layer->up);
        for (int i = 0; i < HIDDEN; i++) gate[i] = gate[i] / (1 + expf(-gate[i])) * up[i];
        multiply(projected, gate, &layer->down);
        for (int i = 0; i < DIM; i++) x[i] += projected[i];
    }
    rms_norm(h, x, final_norm);
    multiply(logits, h, &embedding);
    int best = 0;
    for (int i = 1; i < VOCABULARY; i++) {
        if (logits[i] > logits[best]) best = i;
    }
    return best;
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + now.tv_nsec * 1e-9;
}

int main(int argc, char **argv) {
    if (argc != 2 || (strcmp(argv[1], "decode-f32") != 0 && strcmp(argv[1], "decode-int8") != 0)) {
        fprintf(stderr, "Name one of: decode-f32, decode-int8.\n");
        return 2;
    }
    quantised = strcmp(argv[1], "decode-int8") == 0;
    embedding = matrix(VOCABULARY, DIM);
    for (int i = 0; i < DIM; i++) final_norm[i] = 1;
    for (int l = 0; l < LAYERS; l++) {
        Layer *layer = &layers[l];
        for (int i = 0; i < DIM; i++) layer->norm1[i] = layer->norm2[i] = 1;
        layer->q = matrix(DIM, DIM);
        layer->k = matrix(DIM, DIM);
        layer->v = matrix(DIM, DIM);
        layer->o = matrix(DIM, DIM);
        layer->gate = matrix(HIDDEN, DIM);
        layer->up = matrix(HIDDEN, DIM);
        layer->down = matrix(DIM, HIDDEN);
        layer->keys = allocate((size_t)TOKENS * DIM * sizeof(float));
        layer->values = allocate((size_t)TOKENS * DIM * sizeof(float));
    }

    printf("{\"ready\":\"%s\",\"unit\":\"tokens\"}\n", argv[1]);
    fflush(stdout);
    char line[256];
    while (fgets(line, sizeof line, stdin) != NULL) {
        double begun = seconds();
        int token = 1;
        for (int position = 0; position < TOKENS; position++) token = next(token, position);
        double taken = seconds() - begun;
        struct rusage usage;
        getrusage(RUSAGE_SELF, &usage);
        printf("{\"units\":%d,\"seconds\":%.9f,\"peakBytes\":%ld,\"last\":%d}\n", TOKENS, taken, usage.ru_maxrss * 1024L, token);
        fflush(stdout);
    }
    return 0;
}
