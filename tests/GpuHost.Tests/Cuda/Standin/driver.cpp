// A stand-in for libcuda.so.1: the entry points that the host calls, with kernels that run on the processor.
#include "driver.h"
#include "kernels.h"

#include <chrono>
#include <cstring>

#define API extern "C" __attribute__((visibility("default"))) int
#define ENTER(needs_context) \
    if (int code = machine().enter(__func__, needs_context)) \
        return code

namespace
{
int64_t now_ns() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

template <typename T> bool is_live(Kind kind, T* object)
{
    std::lock_guard<std::mutex> hold(machine().gate);
    return machine().objects[kind].count(object) > 0;
}

template <typename T> void keep(Kind kind, T* object)
{
    std::lock_guard<std::mutex> hold(machine().gate);
    machine().objects[kind].insert(object);
}

// An object of a lost context goes as well, although the call that lets it go still tells the error.
template <typename T> int drop(const char* function, Kind kind, T* object)
{
    const int code = machine().enter(function, true);
    {
        std::lock_guard<std::mutex> hold(machine().gate);
        if (machine().objects[kind].erase(object) == 0)
            return INVALID_HANDLE;
    }

    delete object;
    return code;
}

void lose(int code)
{
    std::lock_guard<std::mutex> hold(machine().gate);
    machine().sticky = code;
}

bool is_lost()
{
    std::lock_guard<std::mutex> hold(machine().gate);
    return machine().sticky != SUCCESS;
}

struct Module
{
    std::string ptx;
};
}

API cuInit(unsigned)
{
    std::lock_guard<std::mutex> hold(machine().gate);
    if (int code = machine().fault_of("cuInit"))
        return code;
    if (machine().setting("devices", 1) == 0)
        return NO_DEVICE;
    machine().is_initialized = true;
    return SUCCESS;
}

API cuDriverGetVersion(int* version)
{
    std::lock_guard<std::mutex> hold(machine().gate);
    *version = (int)machine().setting("driver", 12040);
    return machine().fault_of("cuDriverGetVersion");
}

API cuDeviceGetCount(int* count)
{
    ENTER(false);
    *count = (int)machine().setting("devices", 1);
    return SUCCESS;
}

API cuDeviceGet(int* device, int ordinal)
{
    ENTER(false);
    *device = ordinal;
    return ordinal < machine().setting("devices", 1) ? SUCCESS : 101;
}

API cuDeviceGetName(char* name, int bytes, int)
{
    ENTER(false);
    strncpy(name, "Stand-in", bytes);
    return SUCCESS;
}

API cuDeviceGetAttribute(int* value, int attribute, int)
{
    ENTER(false);
    *value = attribute == 75 ? (int)machine().setting("major", 8) : attribute == 76 ? (int)machine().setting("minor", 0) : attribute == 16 ? 2 : 0;
    return SUCCESS;
}

API cuDeviceTotalMem_v2(size_t* bytes, int)
{
    ENTER(false);
    *bytes = machine().setting("memory", 256ll << 20);
    return SUCCESS;
}

API cuDeviceGetPCIBusId(char* id, int bytes, int)
{
    ENTER(false);
    strncpy(id, "0000:01:00.0", bytes);
    return SUCCESS;
}

API cuDevicePrimaryCtxRetain(void** context, int)
{
    ENTER(false);
    std::lock_guard<std::mutex> hold(machine().gate);
    machine().retained++;
    *context = &machine();
    return SUCCESS;
}

API cuDevicePrimaryCtxRelease_v2(int)
{
    Machine& m = machine();
    std::lock_guard<std::mutex> hold(m.gate);
    m.calls["cuDevicePrimaryCtxRelease_v2"]++;
    if (m.retained == 0)
        return INVALID_CONTEXT;
    if (--m.retained > 0)
        return SUCCESS;
    m.leaked += (int64_t)(m.memory.size() + m.objects[STREAMS].size() + m.objects[EVENTS].size() + m.objects[MODULES].size());
    for (auto& fault : m.faults)
    {
        if (fault.second.is_sticky && fault.second.after < 0)
            fault.second.after = INT32_MAX;     // it has happened; what comes next has a device that works, unless told otherwise
    }

    m.sticky = SUCCESS;
    return SUCCESS;
}

API cuCtxPushCurrent_v2(void* context)
{
    std::lock_guard<std::mutex> hold(machine().gate);
    return context == &machine() && machine().retained > 0 ? SUCCESS : INVALID_CONTEXT;
}

API cuCtxPopCurrent_v2(void** context)
{
    *context = &machine();
    return SUCCESS;
}

API cuModuleLoadDataEx(void** module, const void* image, unsigned, void*, void*)
{
    ENTER(true);
    const char* text = (const char*)image;
    if (strstr(text, ".version") == nullptr)
        return INVALID_IMAGE;
    auto* made = new Module{text};
    keep(MODULES, made);
    *module = made;
    return SUCCESS;
}

API cuModuleUnload(void* module) { return drop(__func__, MODULES, (Module*)module); }

API cuModuleGetFunction(void** function, void* module, const char* name)
{
    ENTER(true);
    if (!is_live(MODULES, (Module*)module))
        return INVALID_HANDLE;
    const Kernel* kernel = find_kernel(name);
    const std::string parameter = std::string(name) + "_param_0[";
    const std::string& ptx = ((Module*)module)->ptx;
    const size_t at = ptx.find(parameter);
    if (kernel == nullptr || at == std::string::npos || ptx.find(".entry " + std::string(name) + "(") == std::string::npos)
        return NOT_FOUND;
    if (strtoul(ptx.c_str() + at + parameter.size(), nullptr, 10) != kernel->argument_bytes)
        return INVALID_IMAGE;       // PTX and the kernel compiled for the processor disagree
    *function = (void*)kernel;
    return SUCCESS;
}

API cuMemGetInfo_v2(size_t* free_bytes, size_t* total)
{
    ENTER(true);
    std::lock_guard<std::mutex> hold(machine().gate);
    *total = machine().setting("memory", 256ll << 20);
    *free_bytes = *total - machine().used;
    return SUCCESS;
}

API cuMemAlloc_v2(char** at, size_t bytes)
{
    ENTER(true);
    *at = machine().allocate(bytes, false);
    return *at == nullptr ? OUT_OF_MEMORY : SUCCESS;
}

API cuMemFree_v2(char* at)
{
    const int code = machine().enter(__func__, true);
    const int released = machine().release(at, false);
    return code != SUCCESS ? code : released;
}

API cuMemHostAlloc(char** at, size_t bytes, unsigned)
{
    ENTER(true);
    *at = machine().allocate(bytes, true);
    return *at == nullptr ? OUT_OF_MEMORY : SUCCESS;
}

API cuMemFreeHost(char* at)
{
    const int code = machine().enter(__func__, true);
    const int released = machine().release(at, true);
    return code != SUCCESS ? code : released;
}

API cuMemcpyHtoD_v2(char* to, const void* from, size_t bytes)
{
    ENTER(true);
    if (!machine().holds(to, bytes, false))
        return INVALID_VALUE;
    memcpy(to, from, bytes);
    return SUCCESS;
}

API cuStreamCreate(void** stream, unsigned)
{
    ENTER(true);
    auto* made = new Stream();
    keep(STREAMS, made);
    *stream = made;
    return SUCCESS;
}

API cuStreamDestroy_v2(void* stream) { return drop(__func__, STREAMS, (Stream*)stream); }

API cuMemcpyHtoDAsync_v2(char* to, const char* from, size_t bytes, void* stream)
{
    ENTER(true);
    if (!machine().holds(to, bytes, false) || !machine().holds(from, bytes, true))
        return INVALID_VALUE;
    ((Stream*)stream)->add([=] { if (!is_lost()) memcpy(to, from, bytes); });
    return SUCCESS;
}

API cuMemcpyDtoHAsync_v2(char* to, const char* from, size_t bytes, void* stream)
{
    ENTER(true);
    if (!machine().holds(to, bytes, true) || !machine().holds(from, bytes, false))
        return INVALID_VALUE;
    ((Stream*)stream)->add([=] { if (!is_lost()) memcpy(to, from, bytes); });
    return SUCCESS;
}

API cuMemsetD8Async(char* at, unsigned char value, size_t bytes, void* stream)
{
    ENTER(true);
    if (!machine().holds(at, bytes, false))
        return INVALID_VALUE;
    ((Stream*)stream)->add([=] { memset(at, value, bytes); });
    return SUCCESS;
}

API cuLaunchKernel(
    void* function, unsigned blocks, unsigned y, unsigned z, unsigned threads, unsigned ty, unsigned tz, unsigned, void* stream, void** arguments, void**)
{
    ENTER(true);
    if (blocks == 0 || threads == 0 || threads > 1024 || y * z * ty * tz != 1)
        return INVALID_VALUE;
    const Kernel* kernel = (const Kernel*)function;
    std::string copy((const char*)arguments[0], kernel->argument_bytes);
    ((Stream*)stream)->add([=]
    {
        int code;
        uint32_t seed;
        {
            std::lock_guard<std::mutex> hold(machine().gate);
            code = machine().fault_of((std::string("run:") + kernel->name).c_str());
            seed = (uint32_t)machine().setting("seed", 0);
        }

        if (is_lost())
            return;
        if (code != SUCCESS || !kernel->run(copy.data(), blocks, threads, seed))
            lose(code != SUCCESS ? code : LAUNCH_FAILED);
    });
    return SUCCESS;
}

API cuEventCreate(void** event, unsigned)
{
    ENTER(true);
    auto* made = new Event();
    keep(EVENTS, made);
    *event = made;
    return SUCCESS;
}

API cuEventDestroy_v2(void* event) { return drop(__func__, EVENTS, (Event*)event); }

API cuEventRecord(void* event, void* stream)
{
    ENTER(true);
    auto* marked = (Event*)event;
    uint64_t number;
    {
        std::lock_guard<std::mutex> hold(marked->gate);
        number = ++marked->recorded;
    }

    ((Stream*)stream)->add([=]
    {
        std::lock_guard<std::mutex> hold(marked->gate);
        marked->reached = number;
        marked->at_ns = now_ns();
        marked->changed.notify_all();
    });
    return SUCCESS;
}

API cuEventSynchronize(void* event)
{
    ENTER(true);
    auto* marked = (Event*)event;
    {
        std::unique_lock<std::mutex> hold(marked->gate);
        marked->changed.wait(hold, [=] { return marked->reached == marked->recorded; });
    }

    std::lock_guard<std::mutex> hold(machine().gate);
    return machine().sticky;
}

API cuStreamSynchronize(void* stream)
{
    if (is_live(STREAMS, (Stream*)stream))
        ((Stream*)stream)->drain();     // also when the device is lost: here a kernel that runs can only be waited for
    ENTER(true);
    std::lock_guard<std::mutex> hold(machine().gate);
    return machine().sticky;
}

#ifndef WITHOUT_EVENTS
API cuEventElapsedTime(float* milliseconds, void* start, void* end)
{
    ENTER(true);
    *milliseconds = (float)((((Event*)end)->at_ns - ((Event*)start)->at_ns) / 1e6);
    return SUCCESS;
}

#endif

API cuGetErrorName(int code, const char** name)
{
    switch (code)
    {
        case INVALID_VALUE: *name = "CUDA_ERROR_INVALID_VALUE"; break;
        case OUT_OF_MEMORY: *name = "CUDA_ERROR_OUT_OF_MEMORY"; break;
        case NO_DEVICE: *name = "CUDA_ERROR_NO_DEVICE"; break;
        case LAUNCH_FAILED: *name = "CUDA_ERROR_LAUNCH_FAILED"; break;
        default: *name = "CUDA_ERROR_UNKNOWN"; break;
    }

    return SUCCESS;
}
