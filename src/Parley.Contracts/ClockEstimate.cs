namespace Parley.Contracts;

/// <summary>How far a client's clock is ahead of the server's, and by how much that may be wrong; milliseconds.</summary>
public readonly record struct ClockEstimate(double Offset, double Error);
