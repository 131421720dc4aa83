using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Contracts;
using Parley.Core.Ports;
using Xunit;
using ListRooms = Parley.Core.Operators.ListRooms;

namespace Parley.Host.Operators.Tests;

public sealed class ControlSocketTests : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("parley-control").FullName;
    private readonly FakeDesk _desk = new();
    private readonly UnixDomainSocketEndPoint _endPoint;
    private readonly ControlSocket _socket;

    public ControlSocketTests()
    {
        _endPoint = ControlPath.Of(_directory)!;
        _socket = ControlSocket.Open(_endPoint, _desk, TimeProvider.System, NullLogger<ControlSocket>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _socket.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Request_and_reply_cross_the_socket_unchanged()
    {
        using var remote = (await RemoteDesk.TryConnectAsync(_endPoint, default))!;
        _desk.Reply = new AccountPage([new(1, "ñandú", "user", null, DateTimeOffset.UnixEpoch)], "ñandú");

        var reply = await remote.HandleAsync(new ListAccounts("año"), default);

        Assert.Equal(new ListAccounts("año"), _desk.Asked);
        var page = Assert.IsType<AccountPage>(reply);
        Assert.Equal((new AccountRow(1, "ñandú", "user", null, DateTimeOffset.UnixEpoch), "ñandú"), (Assert.Single(page.Accounts), page.Next));
    }

    [Fact]
    public async Task Failing_request_is_a_refusal_and_the_connection_goes_on()
    {
        using var remote = (await RemoteDesk.TryConnectAsync(_endPoint, default))!;

        _desk.Fails = new StorageUnavailableException("full");
        Assert.Equal(ErrorCode.StorageUnavailable, Assert.IsType<Refused>(await remote.HandleAsync(new ListRooms(), default)).Code);
        _desk.Fails = new InvalidOperationException("bug");
        Assert.Equal(ErrorCode.Internal, Assert.IsType<Refused>(await remote.HandleAsync(new ListRooms(), default)).Code);
        _desk.Fails = null;
        Assert.IsType<Granted>(await remote.HandleAsync(new ListRooms(), default));
    }

    [Theory]
    [InlineData("nonsense\n")]
    [InlineData("{\"t\":\"fly\"}\n")]
    [InlineData("null\n")]
    public async Task Nonsense_is_answered_as_a_bad_frame(string line)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(_endPoint);
        await socket.SendAsync(Encoding.UTF8.GetBytes(line));
        using var reader = new StreamReader(new NetworkStream(socket));

        Assert.Contains("\"code\":232", await reader.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endless_line_ends_the_connection()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(_endPoint);
        await Assert.ThrowsAsync<SocketException>(async () =>
        {
            for (var i = 0; i < 1000; i++)
                await socket.SendAsync(new byte[16 * 1024]);
        });
    }

    [Fact]
    public async Task Only_the_owner_can_connect_and_nothing_is_left_behind()
    {
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_endPoint.ToString()));
        using var idle = await RemoteDesk.TryConnectAsync(_endPoint, default);

        await _socket.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);

        Assert.False(File.Exists(_endPoint.ToString()));
        Assert.Null(await RemoteDesk.TryConnectAsync(_endPoint, default));
    }

    [Fact]
    public async Task Request_in_hand_is_answered_before_the_socket_ends()
    {
        using var remote = (await RemoteDesk.TryConnectAsync(_endPoint, default))!;
        _desk.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asking = remote.HandleAsync(new ListRooms(), default);
        await _desk.Reached.Task.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);

        var ending = _socket.DisposeAsync().AsTask();
        _desk.Gate.SetResult();

        Assert.IsType<Granted>(await asking);
        await ending.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
    }

    [Fact]
    public void Directory_too_deep_meets_in_the_runtime_directory()
    {
        var deep = "/" + new string('d', 100);

        Assert.StartsWith("/run/user/1/parley-", ControlPath.Of(deep, "/run/user/1")!.ToString(), StringComparison.Ordinal);
        Assert.Null(ControlPath.Of(deep, null));
    }

    private sealed class FakeDesk : IOperatorDesk
    {
        public OperatorRequest? Asked { get; private set; }

        public OperatorReply Reply { get; set; } = new Granted();

        public Exception? Fails { get; set; }

        public TaskCompletionSource? Gate { get; set; }

        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task<OperatorReply> HandleAsync(OperatorRequest request, CancellationToken cancellationToken)
        {
            Asked = request;
            Reached.TrySetResult();
            if (Gate is not null)
                await Gate.Task.WaitAsync(cancellationToken);
            return Fails is null ? Reply : throw Fails;
        }
    }
}
