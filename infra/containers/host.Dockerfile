# The local host with the app. Build from the root of the repository: docker build -f infra/containers/host.Dockerfile -t workflows-host .
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN dotnet publish src/Workflows.Functions -c Release -o /app --nologo

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app .
# The hub lies on a volume; the root file system may be read-only (the runtime's diagnostic sockets would be written to /tmp).
ENV DOTNET_EnableDiagnostics=0 \
    Host__Address=0.0.0.0 \
    Host__Port=8080 \
    Host__HubFolder=/data/hub
USER root
RUN mkdir -p /data/hub && chown -R $APP_UID /data
USER $APP_UID
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["dotnet", "Workflows.Functions.dll"]
