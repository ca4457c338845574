/* hadamard.c - Hadamard matrices for balanced half-samples */
#include "estimators/survey/replicate/hadamard.h"

#include <stdbool.h>

static bool is_prime(size_t q)
{
    size_t d;

    for (d = 2; d * d <= q; d++)
        if (q % d == 0)
            return false;
    return q > 1;
}

/* Paley's first construction: q = order - 1 a prime that leaves 3 on division by 4. */
static bool is_paley(size_t order)
{
    return order % 4 == 0 && is_prime(order - 1);
}

static bool reachable(size_t order)
{
    while (order > 2 && !is_paley(order)) {
        if (order % 4 != 0)
            return false;
        order /= 2;
    }
    return order == 1 || order == 2 || is_paley(order);
}

size_t uc_hadamard_order(size_t n)
{
    size_t order = 1;

    if (n >= 1)
        order = 2;
    if (n >= 2)
        order = (n + 4) / 4 * 4;
    while (!reachable(order))
        order += 4;
    return order;
}

/* 1 when a is a square modulo the prime q, 0 when a is 0, else -1. */
static int quadratic(size_t a, size_t q)
{
    size_t power = 1, base = a % q, e = (q - 1) / 2;

    if (base == 0)
        return 0;
    while (e > 0) {
        if (e % 2 == 1)
            power = power * base % q;
        base = base * base % q;
        e /= 2;
    }
    return power == 1 ? 1 : -1;
}

/* H = I + S, S skew with a border; the first row is made all 1 by changing the signs of
 * columns. */
static int paley(size_t order, size_t row, size_t column)
{
    const size_t q = order - 1;

    if (row == 0)
        return 1;
    if (column == 0)
        return -1;
    if (row == column)
        return 1;
    return quadratic((row + q - column) % q, q);
}

int uc_hadamard_entry(size_t order, size_t row, size_t column)
{
    int sign = 1;

    /* Powers of two by doubling alone, which is the customary half-sample set. */
    while (order > 1 && ((order & (order - 1)) == 0 || !is_paley(order))) {
        const size_t half = order / 2;

        if (row >= half && column >= half)
            sign = -sign;
        row %= half;
        column %= half;
        order = half;
    }
    return order > 1 ? sign * paley(order, row, column) : sign;
}
