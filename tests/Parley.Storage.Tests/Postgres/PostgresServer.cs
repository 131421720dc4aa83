using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Parley.Storage.Tests.Support;

namespace Parley.Storage.Tests.Postgres;

/// <summary>A real server on a directory, a socket and a loopback port of its own. It ends with this process, however that ends: its keeper waits for the end of its input.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private const string Keeper = "\"$0\" \"$@\" > \"$PGDATA/server.log\" 2>&1 & echo $!; read -r end; kill -INT $!; wait";

    private static readonly string? Programs = Directory.Exists("/usr/lib/postgresql")
        ? Directory.EnumerateDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")).Where(d => File.Exists(Path.Combine(d, "initdb")))
            .MaxBy(d => double.Parse(Path.GetFileName(Path.GetDirectoryName(d)!)))
        : null;

    private readonly TemporaryDirectory _directory = new();
    private Process? _keeper;
    private int _process;

    private readonly string _address;
    private readonly IReadOnlyList<string> _prefix;

    private PostgresServer(string address, IReadOnlyList<string> prefix) => (_address, _prefix) = (address, prefix);

    public int Port { get; private set; }

    public int ProcessId => _process;

    private string Data => Path.Combine(_directory.Path, "data");

    /// <param name="address">Where it listens; whoever reaches that is trusted.</param>
    /// <param name="prefix">A command to start it under, such as <c>ip netns exec x</c>.</param>
    public static async Task<PostgresServer> StartNewAsync(string address = "127.0.0.1", IReadOnlyList<string>? prefix = null)
    {
        if (Programs is null)
            throw new InvalidOperationException("These tests need the server programs of PostgreSQL (initdb and postgres in /usr/lib/postgresql): apt-get install postgresql");
        var server = new PostgresServer(address, prefix ?? []);
        try
        {
            if (Environment.IsPrivilegedProcess)
                await RunAsync("chown", "postgres", server._directory.Path);
            await RunAsync([.. AsPostgres(Path.Combine(Programs, "initdb")), "-D", server.Data, "-U", "postgres", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"]);
            await File.AppendAllTextAsync(Path.Combine(server.Data, "pg_hba.conf"), "host all all samenet trust\n");
            using (var probe = new TcpListener(IPAddress.Loopback, 0))
            {
                probe.Start();
                server.Port = ((IPEndPoint)probe.LocalEndpoint).Port;
            }
            await server.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public string ConnectionString(string database, int? port = null) => $"Host={_address};Port={port ?? Port};Username=postgres;Database={database}";

    /// <summary>As after a crash of the machine, but for what the system has not written to the disk.</summary>
    public async Task StopImmediatelyAsync()
    {
        await RunAsync("kill", "-QUIT", $"{_process}");
        await EndKeeperAsync();
    }

    /// <summary>All of its processes stand still: connections stay, and nothing is answered.</summary>
    public Task HangAsync() => RunAsync("sh", "-c", $"kill -STOP {_process} $(pgrep -P {_process})");

    public Task GoOnAsync() => RunAsync("sh", "-c", $"kill -CONT {_process} $(pgrep -P {_process})");

    /// <summary>The test has killed it.</summary>
    public Task ForgetAsync() => EndKeeperAsync();

    public async Task StartAsync()
    {
        string[] command =
        [
            .. _prefix, .. AsPostgres("sh"), "-c", Keeper, Path.Combine(Programs!, "postgres"), "-D", Data, "-p", $"{Port}",
            "-c", $"listen_addresses={_address}", "-c", $"unix_socket_directories={_directory.Path}", "-c", "fsync=off", "-c", "max_connections=200", "-c", "shared_buffers=64MB", "-c", "max_wal_size=1GB",
        ];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["PGDATA"] = Data;
        _keeper = Process.Start(start)!;
        _process = int.Parse((await _keeper.StandardOutput.ReadLineAsync())!);
        await UntilReadyAsync();
    }

    /// <summary>From now on it lets only those in who come by TLS and show a certificate of the authority in the name of their user.</summary>
    public async Task DemandCertificatesAsync(string authorityFile, string certificateFile, string keyFile)
    {
        foreach (var (from, to) in new[] { (authorityFile, "ca.pem"), (certificateFile, "server.pem"), (keyFile, "server-key.pem") })
        {
            await RunAsync("cp", from, Path.Combine(Data, to));
            await RunAsync("chmod", "600", Path.Combine(Data, to));
            if (Environment.IsPrivilegedProcess)
                await RunAsync("chown", "postgres", Path.Combine(Data, to));
        }
        await File.AppendAllTextAsync(Path.Combine(Data, "postgresql.conf"), "ssl = on\nssl_ca_file = 'ca.pem'\nssl_cert_file = 'server.pem'\nssl_key_file = 'server-key.pem'\n");
        await File.WriteAllTextAsync(Path.Combine(Data, "pg_hba.conf"), "hostssl all all all cert\n");
        await RunAsync("kill", "-HUP", $"{_process}");
        for (var tries = 0; ; tries++)
        {
            try
            {
                await ExecuteAsync("postgres", "SELECT 1");
            }
            catch (NpgsqlException)
            {
                return;
            }
            Assert.True(tries < 600, "it still lets anybody in");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
        }
    }

    public async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = await OpenAsync(database);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<long> NumberAsync(string database, string sql)
    {
        await using var connection = await OpenAsync(database);
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync());
    }

    /// <summary>A connection of the test's own, which is closed with it.</summary>
    public async Task<NpgsqlConnection> OpenAsync(string database)
    {
        var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false;Search Path=parley");
        await connection.OpenAsync();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        await EndKeeperAsync();
        _directory.Dispose();
    }

    private static string[] AsPostgres(string program) =>
        Environment.IsPrivilegedProcess ? ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups", program] : [program];

    private static async Task RunAsync(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = "/" })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{command[0]}: {await output} {error}");
    }

    private async Task EndKeeperAsync()
    {
        if (_keeper is null)
            return;
        _keeper.StandardInput.Close();
        await _keeper.WaitForExitAsync();
        _keeper.Dispose();
        _keeper = null;
    }

    private async Task UntilReadyAsync()
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                await ExecuteAsync("postgres", "SELECT 1");
                return;
            }
            catch (NpgsqlException) when (tries < 600)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
            }
        }
    }
}
