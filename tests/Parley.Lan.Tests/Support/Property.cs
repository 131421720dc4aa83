using FsCheck;
using FsCheck.Fluent;

namespace Parley.Lan.Tests.Support;

/// <summary>Checks by chance. A failure says the smallest counter-example and the seed to replay it with.</summary>
internal static class Property
{
    public static void Holds<T>(Func<T, bool> property, int tests = 500) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(tests), Prop.ForAll(property));

    public static void Holds<T>(Gen<T> generator, Func<T, bool> property, int tests = 500) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(tests), Prop.ForAll(generator.ToArbitrary(), property));
}
