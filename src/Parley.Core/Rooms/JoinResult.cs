using Parley.Contracts;

namespace Parley.Core.Rooms;

/// <param name="Head">The last entry before the session became a member.</param>
/// <param name="Behind">The joiner lacks more than <see cref="Room.MaxCatchUp"/> entries and is not a member yet.</param>
internal readonly record struct JoinResult(Refusal? Refusal, Position Head, bool Behind)
{
    public static readonly JoinResult FurtherBehind = new(null, default, true);

    public static JoinResult No(Refusal refusal) => new(refusal, default, false);

    public static JoinResult Done(Position head) => new(null, head, false);
}
