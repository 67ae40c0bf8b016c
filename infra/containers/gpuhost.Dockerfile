# The file-processing host. Build from the root of the repository: docker build -f infra/containers/gpuhost.Dockerfile -t workflows-gpuhost .
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
# clang compiles the kernels for graphics devices; named, so that the build fails without it.
RUN apt-get update \
    && apt-get install -y --no-install-recommends clang \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN dotnet publish src/GpuHost.Service -c Release -o /app --nologo -p:Clang=/usr/bin/clang

# The CUDA runtime beneath, so that the driver's libraries that the platform mounts find their counterpart; ASP.NET Core comes from its own image.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble AS dotnet

FROM nvidia/cuda:12.8.1-base-ubuntu24.04
COPY --from=dotnet /usr/share/dotnet /usr/share/dotnet
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates libicu74 libssl3t64 \
    && rm -rf /var/lib/apt/lists/* \
    && ln -s /usr/share/dotnet/dotnet /usr/bin/dotnet \
    && useradd --uid 1654 --no-create-home --shell /usr/sbin/nologin app
WORKDIR /app
COPY --from=build /app .
# The cache and temporary files lie on a volume; the root file system may be read-only.
RUN mkdir /cache && chown 1654 /cache
VOLUME /cache
ENV DOTNET_EnableDiagnostics=0 \
    ASPNETCORE_HTTP_PORTS=8080 \
    GpuHost__Folder=/cache \
    GpuHost__DrainSeconds=90 \
    NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility
USER 1654
EXPOSE 8080
ENTRYPOINT ["dotnet", "GpuHost.Service.dll"]
