// The management library's part of the stand-in.
#include "driver.h"

#include <cstring>

#define API extern "C" __attribute__((visibility("default"))) int

namespace
{
int opened = 0;
}

API nvmlInit_v2()
{
    std::lock_guard<std::mutex> hold(machine().gate);
    if (int code = machine().fault_of("nvmlInit_v2"))
        return code;
    opened++;
    return 0;
}

API nvmlShutdown()
{
    std::lock_guard<std::mutex> hold(machine().gate);
    return opened-- > 0 ? 0 : 1;
}

API nvmlDeviceGetHandleByPciBusId_v2(const char* id, void** device)
{
    *device = &machine();
    return opened > 0 && strcmp(id, "0000:01:00.0") == 0 ? 0 : 6;
}

API nvmlDeviceGetUtilizationRates(void*, unsigned* rates)
{
    rates[0] = 37;
    rates[1] = 12;
    return 0;
}

API nvmlDeviceGetMemoryInfo(void*, unsigned long long* memory)
{
    memory[0] = 1000;
    memory[1] = 400;
    memory[2] = 600;
    return 0;
}

API nvmlDeviceGetPowerUsage(void*, unsigned* milliwatts)
{
    std::lock_guard<std::mutex> hold(machine().gate);
    *milliwatts = 71500;
    return machine().fault_of("nvmlDeviceGetPowerUsage");
}
