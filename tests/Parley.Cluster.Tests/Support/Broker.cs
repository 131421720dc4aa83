using System.Collections.Concurrent;
using System.Diagnostics;
using RabbitMQ.Client;

namespace Parley.Cluster.Tests.Support;

/// <summary>One RabbitMQ broker as a process of the test's own. Ended by SIGKILL.</summary>
internal sealed class Broker
{
    private const string Server = "/usr/lib/rabbitmq/bin/rabbitmq-server";

    private readonly BrokerHost _host;
    private readonly string _name;
    private readonly int _distributionPort;
    private readonly string _folder;
    private readonly bool _isTlsOnly;
    private readonly ConcurrentQueue<string> _said = new();
    private Process? _process;

    public Broker(BrokerHost host, string name, int port, int tlsPort, int distributionPort, IReadOnlyList<string> settings)
    {
        (_host, _name, _distributionPort) = (host, name, distributionPort);
        (Port, TlsPort) = (port, tlsPort);
        _isTlsOnly = settings.Contains("listeners.tcp = none");
        _folder = Path.Combine(host.Folder, name);
        Directory.CreateDirectory(_folder);
        string[] all =
        [
            .. _isTlsOnly ? [] : new[] { $"listeners.tcp.1 = {host.Address}:{port}" },
            "loopback_users = none",
            .. settings.Select(s => s.Replace("{tls}", $"127.0.0.1:{tlsPort}", StringComparison.Ordinal)),
            "log.file.level = warning",
            "log.console = false",
            "vm_memory_high_watermark.absolute = 1GB",
            "disk_free_limit.absolute = 50MB",
        ];
        File.WriteAllLines(Path.Combine(_folder, "rabbitmq.conf"), all);
        File.WriteAllText(Path.Combine(_folder, "enabled_plugins"), "[rabbitmq_auth_mechanism_ssl].\n");
    }

    public int Port { get; }

    public int TlsPort { get; }

    public int ProcessId => _process!.Id;

    public string Uri => $"amqp://guest:guest@{_host.Address}:{Port}";

    public void Start()
    {
        string[] command = [.. _host.Prefix, Server];
        var start = new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in Environment())
            start.Environment[key] = value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Waits until one can log in; where only TLS is taken, until one can connect.</summary>
    public Task ReadyAsync() => BrokerHost.WaitAsync(
        async () =>
        {
            if (_process!.HasExited)
                throw new InvalidOperationException($"The broker ended: {string.Join('\n', _said)}");
            return _isTlsOnly ? await FreePorts.IsOpenAsync(TlsPort, _host.Address) : await FreePorts.IsOpenAsync(Port, _host.Address) && await LogInAsync();
        },
        $"{_name} takes logins");

    /// <summary>SIGKILL, to it and what it started.</summary>
    public async Task KillAsync()
    {
        if (_process is null)
            return;
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    private async Task<bool> LogInAsync()
    {
        try
        {
            var factory = new ConnectionFactory { HostName = _host.Address, Port = Port };
            await using var connection = await factory.CreateConnectionAsync();
            return true;
        }
        catch (Exception e) when (e is RabbitMQ.Client.Exceptions.BrokerUnreachableException or RabbitMQ.Client.Exceptions.OperationInterruptedException)
        {
            return false;
        }
    }

    private Dictionary<string, string> Environment() => new()
    {
        ["HOME"] = _host.Folder,
        ["RABBITMQ_NODENAME"] = _name,
        ["RABBITMQ_BASE"] = _folder,
        ["RABBITMQ_MNESIA_BASE"] = Path.Combine(_folder, "mnesia"),
        ["RABBITMQ_LOG_BASE"] = Path.Combine(_folder, "log"),
        ["RABBITMQ_CONFIG_FILE"] = Path.Combine(_folder, "rabbitmq.conf"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(_folder, "enabled_plugins"),
        ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",
        ["RABBITMQ_PID_FILE"] = Path.Combine(_folder, "pid"),
        ["RABBITMQ_DIST_PORT"] = $"{_distributionPort}",
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["ERL_EPMD_PORT"] = $"{_host.EpmdPort}",
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1} +S 2:2",
    };
}
