using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Parley.Storage.Copying;

/// <summary>SHA-256 over values in their order, each with its kind and length, so that no two different rows give the same bytes.</summary>
internal sealed class RowHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public long Rows { get; private set; }

    public void Row(ReadOnlySpan<object?> values)
    {
        Rows++;
        foreach (var value in values)
            Add(value);
    }

    public void Add(object? value)
    {
        switch (value)
        {
            case null:
                Head('0', 0);
                break;
            case long number:
                Head('n', number);
                break;
            case string text:
                var bytes = Encoding.UTF8.GetBytes(text);
                Head('t', bytes.Length);
                _hash.AppendData(bytes);
                break;
            case byte[] blob:
                Head('b', blob.Length);
                _hash.AppendData(blob);
                break;
            default:
                throw new ArgumentException($"no value of a row: {value.GetType()}", nameof(value));
        }
    }

    /// <summary>All bytes of a stream, without their length.</summary>
    public async Task AddAsync(Stream stream, CancellationToken cancellationToken)
    {
        var piece = new byte[64 * 1024];
        while (await stream.ReadAsync(piece, cancellationToken) is var read and > 0)
            _hash.AppendData(piece, 0, read);
    }

    public TableProof Proof(string table) => new(table, Rows, Convert.ToHexStringLower(_hash.GetHashAndReset()));

    public void Dispose() => _hash.Dispose();

    private void Head(char kind, long number)
    {
        Span<byte> head = stackalloc byte[9];
        head[0] = (byte)kind;
        BinaryPrimitives.WriteInt64LittleEndian(head[1..], number);
        _hash.AppendData(head);
    }
}

/// <param name="Hash">SHA-256 over all rows and their values, hexadecimal; the same for the same content, whichever store holds it.</param>
public sealed record TableProof(string Table, long Rows, string Hash);
