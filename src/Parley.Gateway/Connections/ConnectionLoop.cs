using Parley.Contracts;

namespace Parley.Gateway.Connections;

/// <summary>The life of a connection: handshake, greeting, reading, farewell. The same for both ways of reading; with <paramref name="thread"/> it runs on that thread and blocks it.</summary>
/// <param name="prelude">What comes before the transport's own handshake; null for nothing.</param>
internal sealed class ConnectionLoop(Connection connection, Transport transport, Func<CancellationToken, Task>? prelude, Func<IConnection, IConnectionHandler> makeHandler, TimeSpan handshakeLimit, TimeProvider time, LoopThread? thread)
{
    public async Task RunAsync()
    {
        if (await OpenAsync())
        {
            var handler = connection.Handler!;
            try
            {
                await handler.OpenedAsync(connection.Closing);
                await ReadAsync(handler);
            }
            catch (OperationCanceledException) when (connection.Reason is not null)
            {
                // The way out of a handler that heard of the end first.
            }
            catch (ProtocolException)
            {
                connection.End(CloseReason.ProtocolError);
            }
            catch (Exception e)
            {
                connection.Blame(e);
            }
        }
        await connection.Ended;
        await SayClosedAsync();
    }

    private async Task<bool> OpenAsync()
    {
        try
        {
            using var limit = new CancellationTokenSource(handshakeLimit, time);
            if (prelude is not null)
                await prelude(limit.Token);
            if (connection.Reason is null)
                await transport.OpenAsync(limit.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or ProtocolException)
        {
            connection.End(CloseReason.ProtocolError);
        }
        catch (Exception e) when (Faults.IsOfTheTransport(e))
        {
            connection.Fail(e);
        }
        if (connection.Reason is not null)
            return false;
        try
        {
            connection.Handler = makeHandler(connection);
            return true;
        }
        catch (Exception e)
        {
            connection.Blame(e);
            return false;
        }
    }

    private async Task ReadAsync(IConnectionHandler handler)
    {
        var input = new InputBuffer();
        try
        {
            while (connection.Reason is null)
            {
                int received;
                try
                {
                    if (input.IsEmpty)
                        await ReceiveAsync(Memory<byte>.Empty);
                    received = await ReceiveAsync(input.Free());
                }
                catch (Exception e) when (Faults.IsOfTheTransport(e))
                {
                    connection.Fail(e);
                    return;
                }
                if (connection.Reason is not null)
                    return;
                if (received == 0)
                {
                    await handler.EndOfInputAsync(connection.Closing);
                    connection.Close(CloseReason.PeerClosed);
                    return;
                }
                input.Fill(received);
                input.Consume(await handler.ReceiveAsync(input.Filled, connection.Closing));
                if (input.IsFull)
                    connection.End(CloseReason.ProtocolError);
                if (!await connection.MayReadAsync())
                    return;
            }
        }
        finally
        {
            input.Release();
        }
    }

    private ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        if (thread is null)
            return transport.ReadAsync(buffer);
        thread.EnterWait();
        try
        {
            return new(transport.Read(buffer.Span));
        }
        finally
        {
            thread.LeaveWait();
        }
    }

    private async Task SayClosedAsync()
    {
        if (connection.Handler is not { } handler)
            return;
        try
        {
            await handler.ClosedAsync(connection.Reason!.Value);
        }
        catch (Exception e)
        {
            connection.Blame(e);
        }
    }
}
