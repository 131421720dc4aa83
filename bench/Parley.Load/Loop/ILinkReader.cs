namespace Parley.Load.Loop;

/// <summary>Who reads what comes over a link; on the loop's thread.</summary>
internal interface ILinkReader
{
    /// <param name="line">Without its LF; valid during the call.</param>
    void Read(ReadOnlySpan<byte> line);

    /// <summary>The other side closed; not called after one's own <see cref="Link.Dispose"/>.</summary>
    void Closed();
}
