// What stands behind the entry points of the driver: objects that are counted, streams that work on threads of their own, and faults on demand.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

enum Code
{
    SUCCESS = 0, INVALID_VALUE = 1, OUT_OF_MEMORY = 2, NOT_INITIALIZED = 3, NO_DEVICE = 100, INVALID_IMAGE = 200, INVALID_CONTEXT = 201,
    INVALID_HANDLE = 400, NOT_FOUND = 500, NOT_READY = 600, LAUNCH_FAILED = 719,
};

struct Fault
{
    int after;          // calls that still succeed
    int code;
    bool is_sticky;
};

struct Stream
{
    std::deque<std::function<void()>> work;
    std::mutex gate;
    std::condition_variable changed;
    bool is_busy = false;
    bool is_ending = false;
    std::thread thread;

    Stream();
    ~Stream();
    void add(std::function<void()> item);
    void drain();
};

struct Event
{
    std::mutex gate;
    std::condition_variable changed;
    uint64_t recorded = 0;
    uint64_t reached = 0;
    int64_t at_ns = 0;
};

struct Allocation
{
    size_t bytes;
    bool is_pinned;
};

struct Machine
{
    std::mutex gate;
    std::map<std::string, int64_t> settings;
    std::map<std::string, Fault> faults;
    std::map<std::string, int64_t> calls;
    std::map<char*, Allocation> memory;
    std::set<void*> objects[3];         // streams, events, modules
    int retained = 0;
    int sticky = SUCCESS;
    bool is_initialized = false;
    size_t used = 0;
    int64_t leaked = 0;
    int64_t overrun = 0;

    int64_t setting(const char* name, int64_t otherwise);
    int enter(const char* function, bool needs_context);
    int fault_of(const char* function);
    char* allocate(size_t bytes, bool is_pinned);
    int release(char* memory, bool is_pinned);
    bool holds(const void* at, size_t bytes, bool is_pinned);
};

enum Kind { STREAMS = 0, EVENTS = 1, MODULES = 2 };

Machine& machine();
