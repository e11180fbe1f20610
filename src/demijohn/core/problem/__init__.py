"""Every refusal as data, by what was going on when it was met."""

from __future__ import annotations

from demijohn.core.problem.kind import Problem as Problem
from demijohn.core.problem.locating import (
    AddressRefused as AddressRefused,
)
from demijohn.core.problem.locating import (
    AppAttributeMissing as AppAttributeMissing,
)
from demijohn.core.problem.locating import (
    AppNameMalformed as AppNameMalformed,
)
from demijohn.core.problem.locating import (
    AppsAmbiguous as AppsAmbiguous,
)
from demijohn.core.problem.locating import (
    CertificateRefused as CertificateRefused,
)
from demijohn.core.problem.locating import (
    CertificateUnknown as CertificateUnknown,
)
from demijohn.core.problem.locating import (
    DotenvUnavailable as DotenvUnavailable,
)
from demijohn.core.problem.locating import (
    FactoryArgumentsNotLiteral as FactoryArgumentsNotLiteral,
)
from demijohn.core.problem.locating import (
    FactoryNameNotSimple as FactoryNameNotSimple,
)
from demijohn.core.problem.locating import (
    FactoryNeedsArguments as FactoryNeedsArguments,
)
from demijohn.core.problem.locating import (
    FactoryRaised as FactoryRaised,
)
from demijohn.core.problem.locating import (
    FactoryRefusedArguments as FactoryRefusedArguments,
)
from demijohn.core.problem.locating import (
    ModuleBroken as ModuleBroken,
)
from demijohn.core.problem.locating import (
    ModuleMissing as ModuleMissing,
)
from demijohn.core.problem.locating import (
    NoAppInModule as NoAppInModule,
)
from demijohn.core.problem.locating import (
    NoAppNamed as NoAppNamed,
)
from demijohn.core.problem.locating import (
    NotAnApplication as NotAnApplication,
)
from demijohn.core.problem.locating import (
    PluginBroken as PluginBroken,
)
from demijohn.core.problem.registering import (
    BlueprintNameDotted as BlueprintNameDotted,
)
from demijohn.core.problem.registering import (
    BlueprintNameEmpty as BlueprintNameEmpty,
)
from demijohn.core.problem.registering import (
    BlueprintNameTaken as BlueprintNameTaken,
)
from demijohn.core.problem.registering import (
    BlueprintOnItself as BlueprintOnItself,
)
from demijohn.core.problem.registering import (
    BlueprintRepeated as BlueprintRepeated,
)
from demijohn.core.problem.registering import (
    EndpointDotted as EndpointDotted,
)
from demijohn.core.problem.registering import (
    EndpointTaken as EndpointTaken,
)
from demijohn.core.problem.registering import (
    HandlerForInstance as HandlerForInstance,
)
from demijohn.core.problem.registering import (
    HandlerForNonsense as HandlerForNonsense,
)
from demijohn.core.problem.registering import (
    HandlerForOtherClass as HandlerForOtherClass,
)
from demijohn.core.problem.registering import (
    HandlerForUnknownCode as HandlerForUnknownCode,
)
from demijohn.core.problem.registering import (
    InstancePathRelative as InstancePathRelative,
)
from demijohn.core.problem.registering import (
    LateAppSetup as LateAppSetup,
)
from demijohn.core.problem.registering import (
    LateBlueprintSetup as LateBlueprintSetup,
)
from demijohn.core.problem.registering import (
    MethodsNotList as MethodsNotList,
)
from demijohn.core.problem.registering import (
    MethodsOnShortcut as MethodsOnShortcut,
)
from demijohn.core.problem.registering import (
    NoViewNoEndpoint as NoViewNoEndpoint,
)
from demijohn.core.problem.registering import (
    RootPathUnknown as RootPathUnknown,
)
from demijohn.core.problem.registering import (
    StaticHostMismatch as StaticHostMismatch,
)
from demijohn.core.problem.registering import (
    ViewNameDotted as ViewNameDotted,
)
from demijohn.core.problem.serving import (
    AsyncUnavailable as AsyncUnavailable,
)
from demijohn.core.problem.serving import (
    BaseURLNotAlone as BaseURLNotAlone,
)
from demijohn.core.problem.serving import (
    ClientNested as ClientNested,
)
from demijohn.core.problem.serving import (
    CookiesDisabled as CookiesDisabled,
)
from demijohn.core.problem.serving import (
    EnvVarUnset as EnvVarUnset,
)
from demijohn.core.problem.serving import (
    FilesWithoutEnctype as FilesWithoutEnctype,
)
from demijohn.core.problem.serving import (
    JSONArgsMixed as JSONArgsMixed,
)
from demijohn.core.problem.serving import (
    NeedsRequestContext as NeedsRequestContext,
)
from demijohn.core.problem.serving import (
    OutsideApp as OutsideApp,
)
from demijohn.core.problem.serving import (
    OutsideRequest as OutsideRequest,
)
from demijohn.core.problem.serving import (
    RedirectDropsForm as RedirectDropsForm,
)
from demijohn.core.problem.serving import (
    ResourceNotReadMode as ResourceNotReadMode,
)
from demijohn.core.problem.serving import (
    SecretKeyMissing as SecretKeyMissing,
)
from demijohn.core.problem.serving import (
    SessionNotOpened as SessionNotOpened,
)
from demijohn.core.problem.serving import (
    SettingInTheWay as SettingInTheWay,
)
from demijohn.core.problem.serving import (
    StaticFolderMissing as StaticFolderMissing,
)
from demijohn.core.problem.serving import (
    TagTaken as TagTaken,
)
from demijohn.core.problem.serving import (
    ViewLacksMethod as ViewLacksMethod,
)
from demijohn.core.problem.serving import (
    ViewReturnedBadTuple as ViewReturnedBadTuple,
)
from demijohn.core.problem.serving import (
    ViewReturnedNone as ViewReturnedNone,
)
from demijohn.core.problem.serving import (
    ViewReturnedOther as ViewReturnedOther,
)
from demijohn.core.problem.serving import (
    WrongContextPopped as WrongContextPopped,
)
from demijohn.core.problem.urls import (
    ConverterUnknown as ConverterUnknown,
)
from demijohn.core.problem.urls import (
    NoServerName as NoServerName,
)
from demijohn.core.problem.urls import (
    RuleMalformed as RuleMalformed,
)
from demijohn.core.problem.urls import (
    RuleWithoutSlash as RuleWithoutSlash,
)
from demijohn.core.problem.urls import (
    SchemeNeedsExternal as SchemeNeedsExternal,
)
from demijohn.core.problem.urls import (
    SubdomainUnderHostMatching as SubdomainUnderHostMatching,
)
from demijohn.core.problem.urls import (
    VariableRepeated as VariableRepeated,
)
