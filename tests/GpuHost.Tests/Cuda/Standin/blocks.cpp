#include "blocks.h"

#include <csetjmp>
#include <memory>
#include <ucontext.h>
#include <vector>

typedef unsigned int u32;

namespace
{
constexpr size_t STACK_BYTES = 64 * 1024;

struct Fiber
{
    ucontext_t context;     // for the first entry; later ones are jumps, which ask nothing of the system
    jmp_buf place;
    std::unique_ptr<char[]> stack;
    bool is_begun = false;
    bool is_done = false;
};

struct Runner
{
    std::vector<std::unique_ptr<Fiber>> fibers;
    ucontext_t left;
    jmp_buf scheduler;
    const std::function<void()>* kernel = nullptr;
    u32 block = 0;
    u32 threads = 0;
    u32 current = 0;
};

thread_local Runner runner;

void leave(Fiber& self)
{
    if (_setjmp(self.place) == 0)
        _longjmp(runner.scheduler, 1);
}

void enter(Fiber& fiber)
{
    if (_setjmp(runner.scheduler) != 0)
        return;
    if (fiber.is_begun)
        _longjmp(fiber.place, 1);
    fiber.is_begun = true;
    swapcontext(&runner.left, &fiber.context);
}

// A fiber serves one thread after another, so that its stack is made once.
void fiber_main()
{
    while (true)
    {
        Fiber& self = *runner.fibers[runner.current];
        (*runner.kernel)();
        self.is_done = true;
        leave(self);
    }
}

void add_fiber()
{
    auto fiber = std::make_unique<Fiber>();
    fiber->stack = std::make_unique<char[]>(STACK_BYTES);
    getcontext(&fiber->context);
    fiber->context.uc_stack.ss_sp = fiber->stack.get();
    fiber->context.uc_stack.ss_size = STACK_BYTES;
    fiber->context.uc_link = nullptr;
    makecontext(&fiber->context, fiber_main, 0);
    runner.fibers.push_back(std::move(fiber));
}

u32 next_random(u32& state) { return state = state * 1664525u + 1013904223u; }

void order_threads(std::vector<u32>& order, u32 seed, u32& state)
{
    for (u32 i = 0; i < order.size(); i++)
        order[i] = seed == 1 ? (u32)order.size() - 1 - i : i;
    for (u32 i = (u32)order.size() - 1; seed > 1 && i > 0; i--)
        std::swap(order[i], order[next_random(state) % (i + 1)]);
}

bool run_block(u32 seed, u32& state)
{
    std::vector<u32> order(runner.threads);
    for (u32 i = 0; i < runner.threads; i++)
        runner.fibers[i]->is_done = false;
    while (true)
    {
        order_threads(order, seed, state);
        u32 done = 0;
        for (u32 thread : order)
        {
            runner.current = thread;
            enter(*runner.fibers[thread]);
            done += runner.fibers[thread]->is_done ? 1 : 0;
        }

        if (done == runner.threads)
            return true;
        if (done > 0)
            return false;       // the fibers that wait are left where they are: the caller gives this thread up
    }
}
}

u32 thread_index() { return runner.current; }
u32 block_index() { return runner.block; }
u32 block_threads() { return runner.threads; }

void barrier()
{
    if (runner.threads > 1)
        leave(*runner.fibers[runner.current]);
}

bool run_grid(u32 blocks, u32 threads, u32 seed, const std::function<void()>& kernel)
{
    u32 state = seed;
    runner.kernel = &kernel;
    runner.threads = threads;
    runner.current = 0;
    while (runner.fibers.size() < threads)
        add_fiber();
    for (runner.block = 0; runner.block < blocks; runner.block++)
    {
        if (threads == 1)
        {
            kernel();
        }
        else if (!run_block(seed, state))
        {
            runner.fibers.clear();
            return false;
        }
    }

    return true;
}
