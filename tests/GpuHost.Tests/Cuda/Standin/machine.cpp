#include "driver.h"

#include <cstdlib>
#include <cstring>

namespace
{
constexpr size_t GUARD_BYTES = 256;
constexpr char GUARD = (char)0xCD;
constexpr char FRESH = (char)0xA5;     // memory of a device holds anything
}

Machine& machine()
{
    static Machine* the_machine = new Machine();      // never destroyed: threads of streams may outlive main
    return *the_machine;
}

int64_t Machine::setting(const char* name, int64_t otherwise)
{
    auto found = settings.find(name);
    return found == settings.end() ? otherwise : found->second;
}

int Machine::fault_of(const char* function)
{
    calls[function]++;
    auto found = faults.find(function);
    if (found == faults.end() || found->second.after-- > 0)
        return SUCCESS;
    const Fault fault = found->second;
    if (fault.is_sticky)
        sticky = fault.code;
    else
        faults.erase(found);
    return fault.code;
}

// What every call asks first: a fault that was ordered, an error that stays, a context.
int Machine::enter(const char* function, bool needs_context)
{
    std::lock_guard<std::mutex> hold(gate);
    if (int code = fault_of(function))
        return code;
    if (!is_initialized)
        return NOT_INITIALIZED;
    if (!needs_context)
        return SUCCESS;
    return retained == 0 ? INVALID_CONTEXT : sticky;
}

char* Machine::allocate(size_t bytes, bool is_pinned)
{
    std::lock_guard<std::mutex> hold(gate);
    if (!is_pinned && used + bytes > (size_t)setting("memory", 256ll << 20))
        return nullptr;
    char* memory_at = (char*)aligned_alloc(256, (bytes + GUARD_BYTES + 255) / 256 * 256);
    memset(memory_at, FRESH, bytes);
    memset(memory_at + bytes, GUARD, GUARD_BYTES);
    memory[memory_at] = {bytes, is_pinned};
    used += is_pinned ? 0 : bytes;
    return memory_at;
}

int Machine::release(char* at, bool is_pinned)
{
    std::lock_guard<std::mutex> hold(gate);
    auto found = memory.find(at);
    if (found == memory.end() || found->second.is_pinned != is_pinned)
        return INVALID_VALUE;
    for (size_t i = 0; i < GUARD_BYTES; i++)
        overrun += at[found->second.bytes + i] != GUARD ? 1 : 0;
    used -= is_pinned ? 0 : found->second.bytes;
    memory.erase(found);
    free(at);
    return SUCCESS;
}

bool Machine::holds(const void* at, size_t bytes, bool is_pinned)
{
    std::lock_guard<std::mutex> hold(gate);
    auto found = memory.upper_bound((char*)at);
    if (found == memory.begin())
        return false;
    --found;
    return found->second.is_pinned == is_pinned && (char*)at + bytes <= found->first + found->second.bytes;
}

Stream::Stream()
{
    thread = std::thread([this]
    {
        std::unique_lock<std::mutex> hold(gate);
        while (true)
        {
            changed.wait(hold, [this] { return is_ending || !work.empty(); });
            if (work.empty())
                return;
            auto item = std::move(work.front());
            work.pop_front();
            is_busy = true;
            hold.unlock();
            item();
            hold.lock();
            is_busy = false;
            changed.notify_all();
        }
    });
}

Stream::~Stream()
{
    {
        std::lock_guard<std::mutex> hold(gate);
        is_ending = true;
        changed.notify_all();
    }

    thread.join();
}

void Stream::add(std::function<void()> item)
{
    std::lock_guard<std::mutex> hold(gate);
    work.push_back(std::move(item));
    changed.notify_all();
}

void Stream::drain()
{
    std::unique_lock<std::mutex> hold(gate);
    changed.wait(hold, [this] { return work.empty() && !is_busy; });
}

extern "C" void standin_set(const char* name, int64_t value)
{
    std::lock_guard<std::mutex> hold(machine().gate);
    machine().settings[name] = value;
}

// From the call after the next `after` on, a function fails with a code: once, or until the context is given back.
extern "C" void standin_fail(const char* function, int after, int code, int is_sticky)
{
    std::lock_guard<std::mutex> hold(machine().gate);
    machine().faults[function] = {after, code, is_sticky != 0};
}

extern "C" void standin_heal()
{
    std::lock_guard<std::mutex> hold(machine().gate);
    machine().faults.clear();
    machine().settings.clear();
    machine().calls.clear();
    machine().leaked = machine().overrun = 0;
}

extern "C" int64_t standin_count(const char* what)
{
    Machine& m = machine();
    std::lock_guard<std::mutex> hold(m.gate);
    const std::string name = what;
    if (name == "live")
        return (int64_t)(m.memory.size() + m.objects[STREAMS].size() + m.objects[EVENTS].size() + m.objects[MODULES].size()) + m.retained;
    if (name == "leaked")
        return m.leaked;
    if (name == "overrun")
        return m.overrun;
    return m.calls[name];
}
